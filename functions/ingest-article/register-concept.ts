import {
  type ConceptReading,
  type ConceptRecord,
  judgeConcept,
  namesTaken,
  readConceptKey,
} from '../../shared/domain/concept-judgement.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { answerAgain, answerUpload } from './answer-upload.ts';
import { readConcept } from './read-concept.ts';
import { settleTags } from './settle-tags.ts';

type Needs = Pick<Ports, 'uploads' | 'concepts' | 'articles' | 'newsroom' | 'now' | 'hash'>;

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Reads an uploaded concept, judges it, commits it with all its names, and gives its tag to the articles that have it by
 * another name. Every step can be repeated: an event that comes again goes on where the articles were left.
 */
export async function registerConcept(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const reading = await readUpload(upload, needs);
  for (let tries = 0; tries < mostTries; tries++) {
    const known = await knownOf(reading, needs);
    const verdict = judgeConcept(upload, reading, known, needs.now());
    if ('repeated' in verdict) {
      await settleTags(verdict.repeated, needs);
      return await answerAgain(upload, needs);
    }
    const { change, outcome } = verdict;
    const commit = await needs.concepts.commit(change);
    switch (commit.kind) {
      case 'committed':
        // Before the articles: of a large merge they take several messages, and nobody should wait for them.
        await answerUpload(change.receipt, undefined, needs);
        if (change.record !== undefined) await settleTags(change.record.next, needs);
        return outcome;
      case 'repeated':
        return await answerAgain(upload, needs);
      case 'outrun':
        break;
      case 'taken': {
        const written = reading.kind === 'concept' ? reading.written : new Map();
        const refusal = namesTaken(upload, written, commit.names, needs.now());
        const refused = await needs.concepts.commit(refusal);
        if (refused.kind === 'repeated') return await answerAgain(upload, needs);
        await answerUpload(refusal.receipt, undefined, needs);
        return 'rejected';
      }
    }
  }
  throw new Error(`${upload.key} was overtaken ${mostTries} times; the queue will bring it again`);
}

async function knownOf(reading: ConceptReading, needs: Needs): Promise<ConceptRecord | undefined> {
  return 'id' in reading ? await needs.concepts.find(reading.id) : undefined;
}

async function readUpload(upload: Upload, needs: Needs): Promise<ConceptReading> {
  const key = readConceptKey(upload.key);
  if ('code' in key) return upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] };
  if (upload.kind === 'removed') return { kind: 'removed', id: key.id };
  const found = await needs.uploads.read(upload);
  if (found.kind === 'gone') return { kind: 'gone' };
  const { concept, written, problems } = readConcept(found.bytes, key);
  if (concept === undefined) return { kind: 'faulty', problems };
  return { kind: 'concept', id: key.id, concept, contentHash: needs.hash(found.bytes), problems, written };
}
