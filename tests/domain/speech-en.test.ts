import { expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';

function said(text: string, dateline = false): string {
  const { main: voice } = editionOf('en').voices;
  const unit: Unit = { edition: 'en', block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline };
  return speechOf(unit).plain;
}

it.each([
  ['NEW YORK, Nov. 3, 2026 (Xinhua) -- Rain fell.', 'NEW YORK, November 3, 2026, Rain fell.'],
  ['(Reuters) - The pound fell', 'The pound fell'],
])('an agency is silent where it opens the text: %s', (text, plain) => {
  expect(said(text, true)).toBe(plain);
  expect(said(text)).toContain(') ');
});
