import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';

function said(text: string, dateline = false): string {
  const { main: voice } = editionOf('en').voices;
  const unit: Unit = { edition: 'en', block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline };
  return speechOf(unit).plain;
}

describe('English names and abbreviations', () => {
  it.each([
    ['UK-US deal, US-UK pact', 'U K-U S deal, U S-U K pact'],
    ['EU-US talks. The US, UK and EU', 'E U-U S talks. The U S, U K and E U'],
    ['US GDP, the US NTSB', 'U S G D P, the U S N T S B'],
    ['US ICE agents, TELL US WHO', 'U S ICE agents, TELL US WHO'],
    ['BBC TELLS US', 'B B C TELLS US'],
    ['Gen. Z and Gen. Alpha', 'Gen Z and Gen Alpha'],
    ['Gen. Z. Smith', 'General Z. Smith'],
    ['World War I began', 'World War 1 began'],
    ['WWII, WWI, WW2', 'World War 2, World War 1, World War 2'],
    ['Act I of the play. In Part I was wrong', 'Act 1 of the play. In Part I was wrong'],
    ['Approx. 5,000. E.g. nets. I.e. big', 'Approximately 5,000. For example nets. That is big'],
    ['boats, eg trawlers (ie big ones)', 'boats, for example trawlers (that is big ones)'],
    ['est. 1905, an est. 5,000', 'established 1905, an estimated 5,000'],
    ['in Co. Durham and Co. Cork', 'in County Durham and County Cork'],
    ['in Co Down', 'in County Down'],
    ['Ford Motor Co. Dublin plant', 'Ford Motor Company Dublin plant'],
    ['Ford Motor Co. The plant', 'Ford Motor Company. The plant'],
    ['J.P. Morgan & Co. rose', 'J P Morgan and Company rose'],
    ['the Rt. Hon. John Major', 'the Right Honourable John Major'],
    ['the Rt Hon John Major, the Rt. Rev. Lee', 'the Right Honourable John Major, the Right Reverend Lee'],
    ['on St. James’s St. No. 12', 'on Saint James’s Street. Number 12'],
    ['Wall St. Banks fell. St. John', 'Wall Street Banks fell. Saint John'],
    ['Thune, R-S.D., said', 'Thune, Republican, South Dakota, said'],
    ['Kelly (D-Ariz.) and Cruz (R-Texas)', 'Kelly (Democrat, Arizona) and Cruz (Republican, Texas)'],
    ['Sanders, I-Vt. He left.', 'Sanders, Independent, Vermont. He left.'],
    ['Lee (R-TX) of Albany, N.Y., on D-Day', 'Lee (Republican, Texas) of Albany, New York, on D-Day'],
    ['N.C. is a state', 'N C is a state'],
    ['Washington, D.C., is big', 'Washington, D C, is big'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

it.each([
  ['NEW YORK, Nov. 3, 2026 (Xinhua) -- Rain fell.', 'NEW YORK, November 3, 2026, Rain fell.'],
  ['(Reuters) - The pound fell', 'The pound fell'],
])('an agency is silent where it opens the text: %s', (text, plain) => {
  expect(said(text, true)).toBe(plain);
  expect(said(text)).toContain(') ');
});
