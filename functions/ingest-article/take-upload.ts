import { conceptsPrefix, lexiconsPrefix } from '../../shared/contract/object-keys.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import { ingestArticle } from './ingest-article.ts';
import { registerConcept } from './register-concept.ts';
import { registerLexicon } from './register-lexicon.ts';

type Needs = Parameters<typeof ingestArticle>[1] & Parameters<typeof registerConcept>[1];

/** An upload is a concept, a lexicon or an article: its folder says which. */
export async function takeUpload(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  if (upload.key.startsWith(conceptsPrefix)) return await registerConcept(upload, needs);
  if (upload.key.startsWith(lexiconsPrefix)) return await registerLexicon(upload, needs);
  return await ingestArticle(upload, needs);
}
