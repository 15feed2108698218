import {
  type ConceptChange,
  type ConceptReading,
  type ConceptRecord,
  judgeConcept,
  namesTaken,
  readConceptKey,
} from '../../shared/domain/concept-judgement.ts';
import { conceptSource } from '../../shared/domain/lexicon.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { openUpload } from './open-upload.ts';
import { readConcept } from './read-concept.ts';
import { type Registry, type RegistryNeeds, registerUpload } from './register-upload.ts';
import { type RenewalNeeds, renewNarrations } from './renew-narrations.ts';
import { settleTags } from './settle-tags.ts';

type Needs = RenewalNeeds & RegistryNeeds & Pick<Ports, 'hash'>;

/**
 * Reads an uploaded concept, judges it, commits it with all its names and how they are said, gives its tag to the articles
 * that have it by another name, and has those read aloud anew that say a name whose pronunciation has changed.
 */
export async function registerConcept(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const reading = await readUpload(upload, needs);
  const registry: Registry<ConceptRecord, ConceptChange> = {
    async judge() {
      const known = 'id' in reading ? await needs.concepts.find(reading.id) : undefined;
      return judgeConcept(upload, reading, known, needs.now());
    },
    async commit(change) {
      const commit = await needs.concepts.commit(change);
      if (commit.kind !== 'taken') return commit;
      const written = reading.kind === 'concept' ? reading.written : new Map();
      return { kind: 'refused', refusal: namesTaken(upload, written, commit.names, needs.now()) };
    },
    async find() {
      const key = readConceptKey(upload.key);
      return 'id' in key ? await needs.concepts.find(key.id) : undefined;
    },
    async settle(record) {
      const tags = await settleTags(record, needs);
      if (tags === 'more') return tags;
      return await renewNarrations(record, conceptSource(record.id), needs.concepts, needs);
    },
  };
  return await registerUpload(upload, registry, needs);
}

async function readUpload(upload: Upload, needs: Needs): Promise<ConceptReading> {
  const opened = await openUpload(upload, readConceptKey(upload.key), needs);
  if (opened.kind === 'removed') return { kind: 'removed', id: opened.key.id };
  if (opened.kind !== 'found') return opened;
  const { key, bytes } = opened;
  const { concept, written, problems } = readConcept(bytes, key);
  if (concept === undefined) return { kind: 'faulty', problems };
  return { kind: 'concept', id: key.id, concept, contentHash: needs.hash(bytes), problems, written };
}
