import type { ArticleRecord } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import { mediaWindow } from '../../shared/domain/media.ts';
import { filesOf, type Narration, type Retirement } from '../../shared/domain/narration.ts';
import type { Ports } from '../../shared/ports.ts';
import { retiredClaims } from './attach-narration.ts';

type Needs = Pick<Ports, 'articles' | 'narrations' | 'studio' | 'shelf' | 'media' | 'now'>;

/**
 * The audio of a withdrawn article goes at once. Its record forgets it first, so that an article that comes back never
 * counts on audio that is about to go; one that is back already keeps its own.
 */
export async function removeAudio(id: string, needs: Needs): Promise<'removed' | 'unchanged'> {
  const record = await needs.articles.find(id);
  if (record === undefined || record.state === 'live') return 'unchanged';
  const { narration, ...silent } = record;
  if (
    narration !== undefined &&
    !(await needs.articles.attach({ ...silent, version: record.version + 1 }, record, []))
  ) {
    return await removeAudio(id, needs);
  }
  const current = await needs.articles.find(id);
  if (current?.state === 'live') {
    // It came back a moment ago: what it has now is its own, pictures too.
    const left = windowOf(record);
    if (left !== undefined && left !== windowOf(current)) await needs.media.close(id, left);
    return 'unchanged';
  }
  await needs.media.removeAll(id);
  return 'removed';
}

function windowOf({ article }: ArticleRecord): string | undefined {
  return article === undefined ? undefined : mediaWindow(article);
}

/**
 * An article that is not to be read aloud any more loses all audio that it had, former texts' too. Its record forgets it
 * first: it must not come back to what is not there. Whoever is killed between the two is called again.
 */
export async function silence(id: string, needs: Needs): Promise<'skipped'> {
  const opened = await needs.articles.open(id);
  const narration = opened?.record.narration;
  // It may be wanted again by now.
  if (opened === undefined || narration?.state !== 'skipped') return 'skipped';
  const { earlier, ...silent } = narration;
  if (earlier !== undefined && !(await forget(opened, silent, needs))) return await silence(id, needs);
  await needs.shelf.removeAll(id);
  return 'skipped';
}

/** Files whose time has not come are put off. */
export async function isPutOff(call: Retirement, { narrations, now }: Needs): Promise<boolean> {
  const left = (Date.parse(call.at) - now().getTime()) / 1000;
  if (left <= 0) return false;
  await narrations.ask(call, Math.min(900, Math.ceil(left)));
  return true;
}

/**
 * Files of a superseded version go when their hour is over, unless the article has come back to them. A record that still
 * waits for its new voice forgets them first: it must not come back to what is not there.
 */
export async function removeRetired(call: Retirement, needs: Needs): Promise<'removed' | 'busy'> {
  const now = needs.now();
  if (!(await needs.studio.claim(retiredClaims(call.paths), 'remover', now, now))) {
    await needs.narrations.ask(call, 900);
    return 'busy';
  }
  const opened = await needs.articles.open(call.article);
  const narration = opened?.record.narration;
  if (opened !== undefined && narration !== undefined && narration.state !== 'ready') {
    const { earlier, ...silent } = narration;
    const isLast = earlier !== undefined && filesOf(earlier).some((path) => call.paths.includes(path));
    if (isLast && !(await forget(opened, silent, needs))) return await removeRetired(call, needs);
  }
  const kept = narration?.state === 'ready' ? filesOf(narration) : [];
  await needs.shelf.remove(call.paths.filter((path) => !kept.includes(path)));
  return 'removed';
}

async function forget(
  { record, blocks }: { record: ArticleRecord; blocks: Block[] },
  narration: Narration,
  { articles }: Needs,
): Promise<boolean> {
  return await articles.attach({ ...record, narration, version: record.version + 1 }, record, blocks);
}
