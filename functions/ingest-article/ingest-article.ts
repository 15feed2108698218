import type { ArticleRecord } from '../../shared/domain/article.ts';
import { judgeUpload, pathTaken } from '../../shared/domain/judgement.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Judge, Reading } from '../../shared/domain/verdict.ts';
import type { Ports } from '../../shared/ports.ts';
import { settleDebts } from '../../shared/settle-debts.ts';
import { answerAgain, answerUpload } from './answer-upload.ts';
import { readUpload } from './read-upload.ts';
import { catchUpTags } from './settle-tags.ts';
import { clearPictures, shelveMedia } from './shelve-media.ts';

type Needs = Pick<Ports, 'uploads' | 'articles' | 'announcer' | 'narrations' | 'media' | 'newsroom' | 'now' | 'hash'>;

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Reads what was uploaded, judges it, commits it, settles what the commit owes. The first judgement supposes that the key
 * is new, which saves the newest article a read; where it is not, the refused commit brings what is known. Every step can
 * be repeated.
 */
export async function ingestArticle(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const shelved = new Set<string>();
  const outcome = await judgeAndCommit(upload, shelved, needs);
  const key = readArticleKey(upload.key);
  if ('id' in key) await clearPictures(key.id, shelved, needs);
  return outcome;
}

/** `shelved` has in the end the pictures that were put down for what was not committed. */
async function judgeAndCommit(upload: Upload, shelved: Set<string>, needs: Needs): Promise<Outcome | 'repeated'> {
  const reading = await readUpload(upload, needs);
  const lookup = await lookUp(reading, needs);
  let known: ArticleRecord | undefined;
  let isSilent = false;
  for (let tries = 0; tries < mostTries; tries++) {
    const judge: Judge = { now: needs.now(), hash: needs.hash, ...lookup };
    const verdict = judgeUpload(upload, reading, isSilent ? withoutAudio(known) : known, judge);
    if ('repeated' in verdict) {
      await settleDebts(verdict.repeated, needs);
      await catchUpTags(verdict.repeated, needs);
      return await answerAgain(upload, needs);
    }
    const { change, media, outcome } = verdict;
    if (!(await shelveMedia(media, shelved, needs))) {
      // Somebody has cleared the media bucket: then it has to be read aloud anew.
      isSilent = true;
      continue;
    }
    const commit = await needs.articles.commit(change);
    switch (commit.kind) {
      case 'committed': {
        for (const { to } of media.shelving) shelved.delete(to);
        const announced = change.record === undefined ? undefined : await settleDebts(change.record.next, needs);
        await catchUpTags(change.record?.next, needs);
        await answerUpload(change.receipt, announced, needs);
        return outcome;
      }
      case 'repeated':
        return await answerAgain(upload, needs);
      case 'outrun':
        known = commit.known;
        break;
      case 'path-taken': {
        const refusal = pathTaken(upload, change.claim ?? '', commit.owner, judge.now);
        const refused = await needs.articles.commit(refusal);
        if (refused.kind === 'repeated') return await answerAgain(upload, needs);
        await answerUpload(refusal.receipt, undefined, needs);
        return 'rejected';
      }
    }
  }
  throw new Error(`${upload.key} was overtaken ${mostTries} times; the queue will bring it again`);
}

async function lookUp(reading: Reading, needs: Needs): Promise<Pick<Judge, 'concepts' | 'isOriginal'>> {
  if (!('key' in reading)) return { concepts: new Map(), isOriginal: false };
  const names = reading.kind === 'draft' ? reading.draft.tags.map((tag) => slugOf(tag)) : [];
  return await needs.articles.lookUp(reading.key.id, names);
}

function withoutAudio(known: ArticleRecord | undefined): ArticleRecord | undefined {
  return known === undefined ? undefined : { ...known, narration: undefined };
}
