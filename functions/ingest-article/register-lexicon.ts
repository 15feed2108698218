import { fileSource } from '../../shared/domain/lexicon.ts';
import {
  judgeLexicon,
  type LexiconChange,
  type LexiconReading,
  type LexiconRecord,
  readLexiconKey,
} from '../../shared/domain/lexicon-judgement.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { openUpload } from './open-upload.ts';
import { readLexicon } from './read-lexicon.ts';
import { type Registry, type RegistryNeeds, registerUpload } from './register-upload.ts';
import { type RenewalNeeds, renewNarrations } from './renew-narrations.ts';

type Needs = RenewalNeeds & RegistryNeeds & Pick<Ports, 'hash'>;

/**
 * Reads the uploaded lexicon of an edition, judges it, commits it, and has the articles read aloud anew that say a word
 * whose pronunciation has changed.
 */
export async function registerLexicon(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const reading = await readUpload(upload, needs);
  const registry: Registry<LexiconRecord, LexiconChange> = {
    async judge() {
      const known = 'edition' in reading ? await needs.lexicons.find(reading.edition) : undefined;
      return judgeLexicon(upload, reading, known, needs.now());
    },
    commit: (change) => needs.lexicons.commit(change),
    async find() {
      const key = readLexiconKey(upload.key);
      return 'edition' in key ? await needs.lexicons.find(key.edition) : undefined;
    },
    settle: (record) => renewNarrations(record, fileSource, needs.lexicons, needs),
  };
  return await registerUpload(upload, registry, needs);
}

async function readUpload(upload: Upload, needs: Needs): Promise<LexiconReading> {
  const opened = await openUpload(upload, readLexiconKey(upload.key), needs);
  if (opened.kind === 'removed') return { kind: 'removed', ...opened.key };
  if (opened.kind !== 'found') return opened;
  const { key, bytes } = opened;
  const { entries, problems } = readLexicon(bytes);
  if (entries === undefined) return { kind: 'faulty', problems };
  return { kind: 'lexicon', ...key, entries, contentHash: needs.hash(bytes), problems };
}
