import { conceptsPrefix } from '../../shared/contract/object-keys.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import { ingestArticle } from './ingest-article.ts';
import { registerConcept } from './register-concept.ts';

type Needs = Parameters<typeof ingestArticle>[1] & Parameters<typeof registerConcept>[1];

/** An upload is a concept or an article: its folder says which. */
export async function takeUpload(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  return upload.key.startsWith(conceptsPrefix)
    ? await registerConcept(upload, needs)
    : await ingestArticle(upload, needs);
}
