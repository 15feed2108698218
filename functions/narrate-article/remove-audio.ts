import type { ArticleRecord } from '../../shared/domain/article.ts';
import { mediaWindow } from '../../shared/domain/media.ts';
import { filesOf, newestAudio, type Retirement } from '../../shared/domain/narration.ts';
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
 * An article that is not to be read aloud any more loses the audio that it had. A message of its own removes it: whoever
 * forgets the audio first, and is killed, leaves it where it can be heard for ever.
 */
export async function silence({ id, narration }: ArticleRecord, needs: Needs): Promise<void> {
  const earlier = newestAudio(narration);
  if (earlier === undefined) return;
  const paths = filesOf(earlier);
  // Not for its listeners either.
  await needs.studio.free(retiredClaims(paths), 'listeners');
  await needs.narrations.ask({ type: 'narration.retired', article: id, paths, at: needs.now().toISOString() });
}

/** What is over goes when its hour is over, unless the article has come back to it. */
export async function removeRetired(call: Retirement, needs: Needs): Promise<'removed' | 'unchanged' | 'busy'> {
  const left = (Date.parse(call.at) - needs.now().getTime()) / 1000;
  if (left > 0) {
    await needs.narrations.ask(call, Math.min(900, Math.ceil(left)));
    return 'busy';
  }
  return call.type === 'media.retired' ? await removeWindow(call, needs) : await removeFiles(call, needs);
}

/** A window that was retired once more has a later call of its own. */
async function removeWindow(
  { article, window }: Extract<Retirement, { type: 'media.retired' }>,
  needs: Needs,
): Promise<'removed' | 'unchanged'> {
  const record = await needs.articles.find(article);
  const stays = record?.retired?.some((each) => each.window === window && Date.parse(each.at) > needs.now().getTime());
  if (stays === true || (record !== undefined && windowOf(record) === window)) return 'unchanged';
  await needs.media.close(article, window);
  return 'removed';
}

/**
 * Files of a superseded version. A record that still waits for its new voice forgets them first: it must not come back to
 * what is not there.
 */
async function removeFiles(
  call: Extract<Retirement, { type: 'narration.retired' }>,
  needs: Needs,
): Promise<'removed' | 'busy'> {
  const now = needs.now();
  if (!(await needs.studio.claim(retiredClaims(call.paths), 'remover', now, now))) {
    await needs.narrations.ask(call, 900);
    return 'busy';
  }
  const opened = await needs.articles.open(call.article);
  const narration = opened?.record.narration;
  if (opened !== undefined && narration !== undefined && narration.state !== 'ready') {
    const { earlier, ...silent } = narration;
    if (earlier !== undefined && filesOf(earlier).some((path) => call.paths.includes(path))) {
      const { record, blocks } = opened;
      const next = { ...record, narration: silent, version: record.version + 1 };
      if (!(await needs.articles.attach(next, record, blocks))) return await removeFiles(call, needs);
    }
  }
  const kept = narration?.state === 'ready' ? filesOf(narration) : [];
  await needs.shelf.remove(call.paths.filter((path) => !kept.includes(path)));
  return 'removed';
}
