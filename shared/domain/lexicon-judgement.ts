import { isEditionCode } from './edition.ts';
import { changedTerms } from './lexicon.ts';
import { type EditionCode, editionCodes } from './newsroom.ts';
import { type Place, type Problem, problemOf } from './problem.ts';
import { type Outcome, type Receipt, receiptOf } from './receipt.ts';
import { nextRegistration, outcomeOf, type Registration, standingOf } from './registration.ts';
import { renewalOf } from './renewal.ts';
import type { LexiconEntry } from './speech.ts';
import type { Upload } from './upload.ts';

const top: Place = { line: 1, column: 1 };

/** Everything that is known of the file of one edition's lexicon; only a registered one has entries. */
export type LexiconRecord = Registration & { edition: EditionCode; entries?: LexiconEntry[] };

/** What was found in the bucket for an upload of a lexicon. */
export type LexiconReading =
  | { kind: 'lexicon'; edition: EditionCode; entries: LexiconEntry[]; contentHash: string; problems: Problem[] }
  | { kind: 'faulty'; problems: Problem[] }
  | { kind: 'gone' }
  | { kind: 'removed'; edition: EditionCode };

/** Everything that one upload of a lexicon changes, written in one transaction. */
export type LexiconChange = {
  receipt: Receipt;
  record?: { next: LexiconRecord; expected: LexiconRecord | undefined };
};

export type LexiconVerdict = { outcome: Outcome; change: LexiconChange } | { repeated: LexiconRecord };

/** Reads `lexicons/<edition>.(yaml|yml)`, edition and ending in any case. */
export function readLexiconKey(key: string): { edition: EditionCode } | Problem {
  const [folder, file = '', ...deeper] = key.split('/');
  const dot = file.lastIndexOf('.');
  const field = { field: 'key' };
  if (folder !== 'lexicons' || deeper.length > 0 || file === '' || dot === 0) {
    const advice = 'Upload to lexicons/<edition>.yaml, for example lexicons/en.yaml.';
    return problemOf('key-path', top, `“${key}” does not say whose lexicon it is.`, advice, field);
  }
  const ending = dot < 0 ? '' : file.slice(dot + 1).toLowerCase();
  if (ending !== 'yaml' && ending !== 'yml') {
    const message = `“${file}” is not a kind of file that a lexicon can be.`;
    return problemOf('key-ending', top, message, 'Name the file with one of the endings yaml, yml.', field);
  }
  const edition = file.slice(0, dot).toLowerCase();
  if (isEditionCode(edition)) return { edition };
  const advice = `A lexicon is called as its edition; the editions are ${editionCodes.join(', ')}.`;
  return problemOf('key-edition', top, `There is no edition “${file.slice(0, dot)}”.`, advice, field);
}

/** Decides what an upload means for its edition's lexicon, given what is known of it. Pure, as `judgeUpload` is. */
export function judgeLexicon(
  upload: Upload,
  reading: LexiconReading,
  known: LexiconRecord | undefined,
  now: Date,
): LexiconVerdict {
  const only = (outcome: Outcome, problems: Problem[] = []): LexiconVerdict => ({
    outcome,
    change: { receipt: receiptOf(upload, outcome, now, problems) },
  });
  if (reading.kind === 'faulty') return only('rejected', reading.problems);
  if (reading.kind === 'gone') return only('superseded');
  const standing = standingOf(upload, known);
  if (standing === 'repeated' && known !== undefined) return { repeated: known };
  if (standing === 'taken' && known !== undefined) return only('rejected', [editionTaken(known)]);
  if (standing !== 'next') return only('superseded');
  return registration(upload, reading, known, now);
}

function registration(
  upload: Upload,
  reading: LexiconReading & { kind: 'lexicon' | 'removed' },
  known: LexiconRecord | undefined,
  now: Date,
): LexiconVerdict {
  const { edition } = reading;
  const found = reading.kind === 'lexicon' ? reading : undefined;
  const former = known?.entries ?? [];
  const entries = found?.entries ?? [];
  const outcome = found === undefined ? 'withdrawn' : outcomeOf(known, found.contentHash);
  const renewal = renewalOf(edition, former, entries, known?.renewals?.[0]);
  const next: LexiconRecord = {
    edition,
    ...nextRegistration(upload, known, found?.contentHash),
    ...(found === undefined ? {} : { entries }),
    ...(renewal === undefined ? {} : { renewals: [renewal] }),
  };
  const changed = changedTerms(former, entries).length;
  const receipt = {
    ...receiptOf(upload, outcome, now, found?.problems ?? []),
    lexicon: { edition, entries: entries.length, changed },
  };
  return { outcome, change: { receipt, record: { next, expected: known } } };
}

function editionTaken({ key, edition }: LexiconRecord): Problem {
  const advice = 'Put its entries into that file, or remove it first.';
  const message = `The file ${key} already is the lexicon of the edition “${edition}”.`;
  return problemOf('id-taken', top, message, advice, { field: 'key', words: key });
}
