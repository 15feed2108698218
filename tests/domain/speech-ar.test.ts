import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import { spokenByline, type Unit } from '../../shared/domain/script.ts';
import { type Lexicon, speechOf } from '../../shared/domain/speech.ts';

function unitOf(text: string): Unit {
  const { main: voice } = editionOf('ar').voices;
  return { edition: 'ar', block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline: false };
}

it('Arabic joins “and” to the last name of a byline', () => {
  const byline = ['سمير النحال', 'ليلى حسن'].map((name) => ({ slug: 'a', name }));
  expect(spokenByline({ byline }, editionOf('ar'))).toBe('بقلم سمير النحال وليلى حسن.');
});

describe('terms of a lexicon are found in Arabic with tatweel and vowel signs', () => {
  const lexicon: Lexicon = [
    { term: 'القاهرة', say: { alias: 'القاهِرة' } },
    { term: 'بورت إليري', say: { ipa: 'ɛləɹi' } },
    { term: 'مُلك', say: { alias: 'مُلْك' } },
  ];
  it.each([
    ['القاهـرة', '<sub alias="القاهِرة">القاهـرة</sub>'],
    ['القَاهِرةُ!', '<sub alias="القاهِرة">القَاهِرةُ</sub>!'],
    ['في وَالقَاهِرة هنا', 'في <sub alias="والقاهِرة">وَالقَاهِرة</sub> هنا'],
    ['للقَاهِرة', '<sub alias="للقاهِرة">للقَاهِرة</sub>'],
    ['بـبـورت إليـري', 'بـ<phoneme alphabet="ipa" ph="ɛləɹi">بـورت إليـري</phoneme>'],
    ['مُلك ومَلك', '<sub alias="مُلْك">مُلك</sub> ومَلك'],
    ['القاهرتان والقَاهرتان', 'القاهرتان والقَاهرتان'],
  ])('%s', (text, ssml) => {
    expect(speechOf(unitOf(text), lexicon).ssml).toBe(`<speak>${ssml.replaceAll('ـ', '')}</speak>`);
  });
});
