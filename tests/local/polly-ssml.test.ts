import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLexicon } from '../../infra/local/emulators/polly/lexicons.ts';
import { sentencesOf } from '../../infra/local/emulators/polly/sentences.ts';
import { parseSsml, plainScript, type Run, type Script } from '../../infra/local/emulators/polly/ssml.ts';
import type { Speaker } from '../../infra/local/emulators/polly/ssml-tags.ts';

const joanna: Speaker = { engine: 'neural', voice: 'Joanna' };
const zeina: Speaker = { engine: 'standard', voice: 'Zeina' };

function runs({ pieces }: Script): Run[] {
  return pieces.filter((piece) => piece.kind === 'run');
}

function textOf(script: Script): string {
  return runs(script)
    .map(({ text }) => text)
    .join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const escapeXml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);
const isAllowed = (character: string) =>
  /[\t\n\r]/.test(character) || (character >= ' ' && !/[\ufffe\uffff]/.test(character));
const sayable = fc
  .string({ unit: 'binary', maxLength: 200 })
  .map((text) => [...text.toWellFormed()].map((character) => (isAllowed(character) ? character : '&')).join(''));

describe('SSML', () => {
  it('gives escaped text back, bills each character once, and knows where it was written', () => {
    fc.assert(
      fc.property(sayable, fc.constantFrom('', '<break time="300ms"/>', '<p>', '<mark name="x"/>'), (text, before) => {
        const close = before === '<p>' ? '</p>' : '';
        const source = `<speak>${before}${escapeXml(text)}${close}</speak>`;
        const script = parseSsml(source, joanna);
        expect(textOf(script)).toBe(text);
        expect(script.billed).toBe([...text].length);
        let last = 0;
        for (const { text, starts, ends } of runs(script)) {
          expect(starts).toHaveLength(text.length);
          for (const [at, start] of starts.entries()) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(ends[at]).toBeGreaterThan(start);
            last = start;
            const written = source.slice(start, ends[at]);
            expect([text[at], entities[text[at]!]]).toContain(written);
          }
        }
      }),
    );
  });

  it('never fails in another way than with InvalidSsmlException, whatever it is given', () => {
    const shards = fc.constantFrom(
      '<speak>',
      '</speak>',
      '<p>',
      '</p>',
      '<',
      '>',
      '&',
      '&amp;',
      '<break time="1s"/>',
      '"',
      '=',
      ' ',
      'a',
      '<!--',
      '-->',
      "<sub alias='",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(shards, fc.string())), (parts) => {
        try {
          parseSsml(parts.join(''), joanna);
        } catch (error) {
          expect(error).toMatchObject({ type: 'InvalidSsmlException', status: 400 });
        }
      }),
    );
  });

  it('is read in one go, however long and broken it is', () => {
    for (const unit of ['<', '<a ', '<a b=', "<p a='", '&', '<!--', '<p>', '<break']) {
      expect(() => parseSsml(`<speak>${unit.repeat(200_000)}`, joanna)).toThrow(/Invalid SSML request/);
    }
  });

  it('bills text, not tags, comments or white space outside <speak>', () => {
    const source =
      '<?xml version="1.0"?>\n<speak>One<!-- two --><break time="2s"/> &amp;<sub alias="much longer">3</sub></speak>\n';
    expect(parseSsml(source, joanna).billed).toBe('One &3'.length);
  });

  it('keeps a run together over tags that change nothing about its sound', () => {
    const script = parseSsml(
      '<speak>a <w role="amazon:VB">read</w> <say-as interpret-as="date">1</say-as><mark name="m"/>b</speak>',
      joanna,
    );
    expect(script.pieces).toHaveLength(1);
    expect(runs(script)[0]).toMatchObject({ text: 'a read 1b', marks: [{ at: 8, name: 'm' }] });
  });

  it('reads languages, paces, volumes, aliases and pauses', () => {
    const source =
      '<speak><lang xml:lang="es-ES">hola</lang><prosody rate="80%" volume="-6dB">slow</prosody>' +
      '<sub alias="Agence France">AFP</sub><break strength="strong"/><p>One</p><s>Two</s></speak>';
    const [lang, prosody, sub] = runs(parseSsml(source, joanna)).map(({ style }) => style);
    expect(lang).toMatchObject({ language: 'es-ES' });
    expect(prosody).toMatchObject({ rate: 0.8 });
    expect(prosody?.gain).toBeCloseTo(0.5, 2);
    expect(sub).toMatchObject({ alias: 'Agence France' });
    const pauses = parseSsml(source, joanna).pieces.flatMap((piece) => (piece.kind === 'pause' ? [piece.ms] : []));
    expect(pauses).toEqual([700, 0, 600, 0, 250]);
  });

  it.each([
    ['Fish & chips', /“&” begins no entity: write it as &amp; at character 13/],
    ['&copy;', /no entity/],
    ['&#0;', /no entity/],
    ['&#xD800;', /no entity/],
    ['a < b', /write it as &lt;/],
    ['a\u0001b', /U\+0001 is not allowed/],
    ['\ud800', /not allowed/],
    ['<p>open', /<\/speak> closes <p>/],
    ['</p>', /<\/p> closes <speak>/],
    ['<s><p>x</s></p>', /<\/s> closes <p>/],
    ['<speak>x</speak>', /<speak> stands inside/],
    ['<audio src="x"/>', /<audio> is no tag/],
    ['<constructor/>', /is no tag/],
    ['<break time="10001ms"/>', /at most 10 seconds, not 10001ms/],
    ['<break time="soon"/>', /no time of a <break>/],
    ['<break strength="mighty"/>', /no strength/],
    ['<break time="1s" time="2s"/>', /twice/],
    ['<break time=1s/>', /malformed attribute/],
    ['<sub>AFP</sub>', /<sub> needs the attribute alias/],
    ['<sub alias="a & b">AFP</sub>', /&amp; at character 22/],
    ['<mark/>', /needs the attribute name/],
    ['<prosody>x</prosody>', /needs the attribute rate or volume/],
    ['<prosody rate="201%">x</prosody>', /20% to 200%/],
    ['<prosody rate="19%">x</prosody>', /20% to 200%/],
    ['<prosody volume="blaring">x</prosody>', /no volume/],
    ['<prosody pitch="high">x</prosody>', /neural engine does not support pitch/],
    ['<emphasis>x</emphasis>', /neural engine does not support <emphasis>/],
    ['<amazon:effect name="whispered">x</amazon:effect>', /name="drc" only/],
    ['<lang xml:lang="tlh">x</lang>', /does not speak “tlh”/],
    ['<![CDATA[x]]>', /CDATA/],
    ['<!-- x', /never closed/],
  ])('refuses %j and says why', (inside, why) => {
    expect(() => parseSsml(`<speak>${inside}</speak>`, joanna)).toThrow(why);
  });

  it.each(['', 'hello', '<p>x</p>', '<speak>x', '<speak>x</speak>y', '<speak/><p/>', '</speak>'])(
    'refuses %j, which is no <speak>',
    (source) => {
      expect(() => parseSsml(source, joanna)).toThrow(/Invalid SSML request/);
    },
  );

  it.each<[string, Speaker]>([
    ['<break time="10s"/>', joanna],
    ['<prosody rate="200%" volume="x-loud">x</prosody><prosody rate="20%">x</prosody>', joanna],
    ['<amazon:domain name="news">x</amazon:domain>', joanna],
    ['<amazon:effect name="drc">x</amazon:effect>', joanna],
    ['<prosody pitch="+10%">x</prosody><emphasis level="strong">x</emphasis>', zeina],
    ['<amazon:effect phonation="soft">x</amazon:effect><amazon:breath/>', zeina],
    ['<phoneme alphabet="ipa" ph="x">x</phoneme>', zeina],
  ])('accepts %s from a speaker who can', (inside, speaker) => {
    expect(parseSsml(`<speak>${inside}</speak>`, speaker).pieces.length).toBeGreaterThan(0);
  });

  it('lets newscasters alone speak as newscasters', () => {
    const news = '<speak><amazon:domain name="news">x</amazon:domain></speak>';
    expect(() => parseSsml(news, { engine: 'neural', voice: 'Ruth' })).toThrow(/Ruth is no newscaster/);
    expect(() => parseSsml(news, zeina)).toThrow(/standard engine does not support/);
  });
});

describe('Plain text', () => {
  it('is taken as it is, tags and all', () => {
    const script = plainScript('a <b> & 😀\ud800');
    expect(textOf(script)).toBe('a <b> & 😀\ud800');
    expect(script.billed).toBe(10);
  });
});

describe('Sentences', () => {
  const cut = (text: string, language = 'en') =>
    sentencesOf(text, language).map(({ from, to }) => text.slice(from, to));

  it('do not end after titles, initials or at the end of a line', () => {
    expect(cut('The U.N. met Dr. Roe.  She\nspoke. So did J. Doe!')).toEqual([
      'The U.N. met Dr. Roe.',
      'She\nspoke.',
      'So did J. Doe!',
    ]);
    expect(cut('Habló la Sra. Ruiz. ¿Y él? No.', 'es')).toEqual(['Habló la Sra. Ruiz.', '¿Y él?', 'No.']);
    expect(cut('قال نعم. هل جاء؟ لا.', 'arb')).toEqual(['قال نعم.', 'هل جاء؟', 'لا.']);
  });

  it('end at an empty line', () => {
    expect(cut('A headline\n\nA text. ')).toEqual(['A headline', 'A text.']);
  });
});

describe('A lexicon', () => {
  const pls = (inside: string, attributes = 'alphabet="ipa" xml:lang="en-US"') =>
    `<?xml version="1.0"?><lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" ${attributes}>${inside}</lexicon>`;

  it('holds graphemes and what is said for them', () => {
    const lexicon = parseLexicon(
      pls('<lexeme><grapheme>W3C</grapheme><grapheme>w3&amp;c</grapheme><alias>World Wide Web</alias></lexeme>'),
    );
    expect(lexicon).toEqual({
      language: 'en-US',
      alphabet: 'ipa',
      lexemes: [{ graphemes: ['W3C', 'w3&c'], alias: 'World Wide Web' }],
    });
  });

  it.each([
    ['nonsense', 'InvalidLexiconException'],
    [pls('<lexeme>'), 'InvalidLexiconException'],
    [pls('', 'alphabet="ipa"'), 'InvalidLexiconException'],
    [pls('', 'alphabet="kana" xml:lang="en"'), 'UnsupportedPlsAlphabetException'],
    [
      pls(`<lexeme><grapheme>a</grapheme><alias>${'b'.repeat(101)}</alias></lexeme>`),
      'MaxLexemeLengthExceededException',
    ],
    [pls(' '.repeat(4000)), 'LexiconSizeExceededException'],
  ])('is refused when it is wrong: %#', (content, type) => {
    expect(() => parseLexicon(content)).toThrow(expect.objectContaining({ type }));
  });
});
