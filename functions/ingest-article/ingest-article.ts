import type { ArticleRecord } from '../../shared/domain/article.ts';
import { type Judge, judgeUpload, pathTaken, type Reading } from '../../shared/domain/judgement.ts';
import type { Outcome } from '../../shared/domain/receipt.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { settleDebts } from '../../shared/settle-debts.ts';
import { answerAgain, answerUpload } from './answer-upload.ts';
import { type Pictures, readPictures } from './read-pictures.ts';
import { readDraft } from './read-draft.ts';
import { catchUpTags } from './settle-tags.ts';

type Needs = Pick<
  Ports,
  'uploads' | 'articles' | 'announcer' | 'narrations' | 'media' | 'newsroom' | 'now' | 'hash'
>;

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Reads what was uploaded, judges it, commits it, settles what the commit owes. The first judgement supposes that the key
 * is new, which saves the newest article a read; where it is not, the refused commit brings what is known. Every step can
 * be repeated.
 */
export async function ingestArticle(upload: Upload, needs: Needs): Promise<Outcome | 'repeated'> {
  const { reading, pictures } = await readUpload(upload, needs);
  const names = reading.kind === 'draft' ? reading.draft.tags.map((tag) => slugOf(tag)) : [];
  const id = 'key' in reading ? reading.key.id : '';
  const lookup = reading.kind === 'draft' ? await needs.articles.lookUp(id, names) : { concepts: new Map(), isOriginal: false };
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
    for (const { from, to, picture } of media.shelving) {
      await needs.media.keepPicture(to, pictures.get(from) ?? new Uint8Array(), picture.mediaType);
    }
    const copied = await Promise.all(media.copies.map(({ from, to }) => needs.media.copy(from, to)));
    if (copied.includes(false)) {
      // Somebody has cleared the media bucket: then it has to be read aloud anew.
      isSilent = true;
      continue;
    }
    const commit = await needs.articles.commit(change);
    switch (commit.kind) {
      case 'committed': {
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

async function readUpload(upload: Upload, needs: Needs): Promise<{ reading: Reading; pictures: Pictures['bytes'] }> {
  const none = new Map<string, Uint8Array>();
  const key = readArticleKey(upload.key);
  if ('code' in key) {
    return { reading: upload.kind === 'removed' ? { kind: 'gone' } : { kind: 'faulty', problems: [key] }, pictures: none };
  }
  if (upload.kind === 'removed') return { reading: { kind: 'removed', key }, pictures: none };
  const found = await needs.uploads.read(upload);
  if (found.kind === 'gone') return { reading: { kind: 'gone' }, pictures: none };
  const { draft, notice, problems } = readDraft(found.bytes, key, needs.now());
  const contentHash = needs.hash(found.bytes);
  if (notice !== undefined) return { reading: { kind: 'notice', key, notice, contentHash, problems }, pictures: none };
  if (draft === undefined) return { reading: { kind: 'faulty', problems }, pictures: none };
  const pictures = await readPictures(draft, found.bytes, needs);
  if (pictures.problems.length > 0) {
    return { reading: { kind: 'faulty', problems: [...problems, ...pictures.problems] }, pictures: none };
  }
  // The same words with another picture under the same key are another version.
  const hashes = [...pictures.found.values()].map(({ hash }) => hash);
  const whole = hashes.length === 0 ? contentHash : needs.hash([contentHash, ...hashes].join());
  const reading = { draft, key, problems, bytes: found.bytes, contentHash: whole, pictures: pictures.found };
  return { reading: { kind: 'draft', ...reading }, pictures: pictures.bytes };
}

function withoutAudio(known: ArticleRecord | undefined): ArticleRecord | undefined {
  return known === undefined ? undefined : { ...known, narration: undefined };
}
