import { announceOwed } from '../../shared/announce-owed.ts';
import type { ArticleRecord } from '../../shared/domain/article.ts';
import { type Change, judgeUpload, pathTaken, type Reading } from '../../shared/domain/judgement.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { readDraft } from './read-draft.ts';

type Needs = Pick<Ports, 'uploads' | 'articles' | 'announcer' | 'newsroom' | 'now' | 'hash'>;

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Reads what was uploaded, judges it, commits it, announces it. The first judgement supposes that the key is new, which
 * saves the newest article a read; where it is not, the refused commit brings what is known. Every step can be repeated.
 */
export async function ingestArticle(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const reading = await readUpload(upload, needs);
  let known: ArticleRecord | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const judge = { now: needs.now(), hash: needs.hash };
    const verdict = judgeUpload(upload, reading, known, judge);
    if ('repeated' in verdict) {
      await announceOwed(verdict.repeated, needs);
      return 'repeated';
    }
    const commit = await needs.articles.commit(verdict.change);
    switch (commit.kind) {
      case 'committed':
        await tell(verdict.change, needs);
        return verdict.outcome;
      case 'repeated':
        await tell({ ...verdict.change, record: undefined }, needs);
        return 'repeated';
      case 'outrun':
        known = commit.known;
        break;
      case 'path-taken': {
        const refusal = pathTaken(upload, verdict.change.claim ?? '', commit.owner, judge);
        if ('repeated' in refusal) return 'repeated';
        await needs.articles.commit(refusal.change);
        await tell(refusal.change, needs);
        return refusal.outcome;
      }
    }
  }
  throw new Error(`${upload.key} was overtaken ${mostTries} times; the queue will bring it again`);
}

async function readUpload(upload: Upload, needs: Needs): Promise<Reading> {
  const key = readArticleKey(upload.key);
  if ('code' in key) return upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] };
  if (upload.kind === 'removed') return { kind: 'removed', key };
  const found = await needs.uploads.read(upload);
  if (found.kind === 'gone') return { kind: 'gone' };
  const { draft, problems } = readDraft(found.bytes, key, needs.now());
  if (draft === undefined) return { kind: 'faulty', problems };
  return { kind: 'draft', key, draft, problems, contentHash: needs.hash(found.bytes) };
}

/** Announces what a commit owes, and tells the newsroom of a rejection. */
async function tell(change: Omit<Change, 'record'> & { record?: Change['record'] }, needs: Needs): Promise<void> {
  if (change.receipt?.outcome === 'rejected') await needs.newsroom.report(change.receipt);
  if (change.record !== undefined) await announceOwed(change.record.next, needs);
}
