import { type Concept, namesOf } from './concept.ts';
import { entriesOf } from './lexicon.ts';
import { type EditionCode, editionCodes } from './newsroom.ts';
import { type Place, type Problem, problemOf } from './problem.ts';
import { type Outcome, type Receipt, receiptOf } from './receipt.ts';
import { nextRegistration, outcomeOf, type Registration, standingOf } from './registration.ts';
import { renewalOf } from './renewal.ts';
import { slugOf } from './slug.ts';
import type { LexiconEntry } from './speech.ts';
import type { Upload } from './upload.ts';

/**
 * With its names in all editions and its id, a concept's every name can be given and taken in one transaction, its record,
 * its receipt and three lexicons beside them: 93 of 100 items.
 */
export const mostAliases = 40;

/** What an upload's key says of the concept: its id, and how the file is to be read. */
export type ConceptKey = { id: string; format: 'yaml' | 'json' };

const formats: Record<string, ConceptKey['format']> = { yaml: 'yaml', yml: 'yaml', json: 'json' };
const top: Place = { line: 1, column: 1 };

/** Everything that is known of one concept, and what each change is decided on. */
export type ConceptRecord = Registration & {
  id: string;
  /** Only a registered one has it. */
  concept?: Concept;
  unsettled?: Unsettled;
};

/** There may be articles that must get the concept's tag; in the `renamed` editions also those that have it already. */
export type Unsettled = { renamed: EditionCode[] };

/** A name as it stands in a file. */
export type Written = { name: string; field: string; place: Place };

/** What was found in the bucket for an upload of a concept. `written` is by the names' slugs. */
export type ConceptReading =
  | {
      kind: 'concept';
      id: string;
      concept: Concept;
      contentHash: string;
      problems: Problem[];
      written: ReadonlyMap<string, Written>;
    }
  | { kind: 'faulty'; problems: Problem[] }
  | { kind: 'gone' }
  | { kind: 'removed'; id: string };

/** Everything that one upload of a concept changes, written in one transaction. */
export type ConceptChange = {
  receipt: Receipt;
  record?: { next: ConceptRecord; expected: ConceptRecord | undefined };
  /** Slugs that mean the concept from now on; each only if it means no other. */
  claims: string[];
  /** Slugs that mean nothing from now on. */
  releases: string[];
  /** What it says in an edition's lexicon from now on, which may be nothing. */
  lexicons: { edition: EditionCode; entries: LexiconEntry[] }[];
};

export type ConceptVerdict = { outcome: Outcome; change: ConceptChange } | { repeated: ConceptRecord };

/** Reads `concepts/<name>.(yaml|yml|json)`, the ending in any case. The id is the slug of the name. */
export function readConceptKey(key: string): ConceptKey | Problem {
  const [folder, file = '', ...deeper] = key.split('/');
  const dot = file.lastIndexOf('.');
  if (folder !== 'concepts' || deeper.length > 0 || file === '' || dot === 0) {
    const advice = 'Upload to concepts/<id>.yaml, for example concepts/tern-island.yaml.';
    return problemOf('key-path', top, `“${key}” does not say which concept it is.`, advice, { field: 'key' });
  }
  const format = dot < 0 ? undefined : formats[file.slice(dot + 1).toLowerCase()];
  if (format === undefined) {
    const advice = `Name the file with one of the endings ${Object.keys(formats).join(', ')}.`;
    const message = `“${file}” is not a kind of file that a concept can be.`;
    return problemOf('key-ending', top, message, advice, { field: 'key' });
  }
  return { id: slugOf(file.slice(0, dot)), format };
}

/**
 * Decides what an upload means for the registry, given what is known of its concept. Pure, as `judgeUpload` is: whatever
 * the order, number and delay of events, the newest upload of a key wins.
 */
export function judgeConcept(
  upload: Upload,
  reading: ConceptReading,
  known: ConceptRecord | undefined,
  now: Date,
): ConceptVerdict {
  const only = (outcome: Outcome, problems: Problem[] = []): ConceptVerdict => ({
    outcome,
    change: { receipt: receiptOf(upload, outcome, now, problems), claims: [], releases: [], lexicons: [] },
  });
  if (reading.kind === 'faulty') return only('rejected', reading.problems);
  if (reading.kind === 'gone') return only('superseded');
  const standing = standingOf(upload, known);
  if (standing === 'repeated' && known !== undefined) return { repeated: known };
  if (standing === 'taken' && known !== undefined) return only('rejected', [idTaken(known)]);
  if (standing !== 'next') return only('superseded');
  return reading.kind === 'removed'
    ? removal(upload, reading.id, known, now)
    : registration(upload, reading, known, now);
}

function removal(upload: Upload, id: string, known: ConceptRecord | undefined, now: Date): ConceptVerdict {
  const next: ConceptRecord = { id, ...nextRegistration(upload, known), ...renewalsOf(undefined, known) };
  const receipt = { ...receiptOf(upload, 'withdrawn', now, []), concept: { id } };
  const releases = known?.concept === undefined ? [] : namesOf(known.concept);
  const record = { next, expected: known };
  return { outcome: 'withdrawn', change: { receipt, record, claims: [], releases, lexicons: lexiconsOf(undefined) } };
}

function registration(
  upload: Upload,
  { id, concept, contentHash, problems }: ConceptReading & { kind: 'concept' },
  known: ConceptRecord | undefined,
  now: Date,
): ConceptVerdict {
  const before = known?.concept;
  const outcome = outcomeOf(known, contentHash);
  // Before it was registered, articles may have had its id for a tag, under whatever name.
  const renamed = editionCodes.filter((code) => before?.names[code] !== concept.names[code]);
  const next: ConceptRecord = {
    id,
    ...nextRegistration(upload, known, contentHash),
    concept,
    unsettled: { renamed: [...new Set([...(known?.unsettled?.renamed ?? []), ...renamed])] },
    ...renewalsOf(concept, known),
  };
  const receipt = { ...receiptOf(upload, outcome, now, problems), concept: { id } };
  const names = namesOf(concept);
  const releases = before === undefined ? [] : namesOf(before).filter((name) => !names.includes(name));
  const claims = outcome === 'unchanged' ? [] : names;
  const record = { next, expected: known };
  return { outcome, change: { receipt, record, claims, releases, lexicons: lexiconsOf(concept) } };
}

function lexiconsOf(concept: Concept | undefined): ConceptChange['lexicons'] {
  return editionCodes.map((edition) => ({ edition, entries: entriesOf(concept, edition) }));
}

/** What its pronunciations, as they change, leave to be done in the articles. */
function renewalsOf(concept: Concept | undefined, known: ConceptRecord | undefined): Pick<ConceptRecord, 'renewals'> {
  const renewals = editionCodes.flatMap((code) => {
    const last = known?.renewals?.find(({ edition }) => edition === code);
    return renewalOf(code, entriesOf(known?.concept, code), entriesOf(concept, code), last) ?? [];
  });
  return renewals.length === 0 ? {} : { renewals };
}

/** The rejection of a concept that claims names of others; `taken` are slugs and the ids of the concepts that have them. */
export function namesTaken(
  upload: Upload,
  written: ReadonlyMap<string, Written>,
  taken: readonly { name: string; owner: string }[],
  now: Date,
): ConceptChange {
  const problems = taken.map(({ name, owner }) => {
    const { name: words, field, place } = written.get(name) ?? { name, field: 'key', place: top };
    const message = `“${words}” already is a name of the concept “${owner}”.`;
    const advice = `Leave it out here, or take it out of “${owner}” first; to merge the two, remove the file of “${owner}”.`;
    return problemOf('concept-taken', place, message, advice, { field, words });
  });
  return { receipt: receiptOf(upload, 'rejected', now, problems), claims: [], releases: [], lexicons: [] };
}

function idTaken({ key, id }: ConceptRecord): Problem {
  const advice = 'Upload this one under another name, or remove the other file first.';
  return problemOf('id-taken', top, `The file ${key} already is the concept “${id}”.`, advice, {
    field: 'key',
    words: key,
  });
}
