import { narrationReady } from '../../shared/domain/announcement.ts';
import { type ArticleRecord, isVisible, showingOf } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import { inWindow, mediaWindow } from '../../shared/domain/media.ts';
import { filesOf, newestAudio, type ReadyNarration, retirement } from '../../shared/domain/narration.ts';
import { narrationNote } from '../../shared/domain/receipt.ts';
import type { Ports } from '../../shared/ports.ts';

type Needs = Pick<
  Ports,
  'articles' | 'narrations' | 'studio' | 'shelf' | 'media' | 'announcer' | 'uploads' | 'newsroom' | 'now'
>;

/**
 * Attaches a narration if the article still has the text that it was made from. A change of metadata alone in the
 * meantime does not matter; after a change of text the newer revision's own message makes its own audio. `lost`: the
 * window that the files were made for was closed in the meantime, and they went with it.
 */
export async function attachNarration(
  read: ArticleRecord,
  blocks: Block[],
  narration: ReadyNarration,
  needs: Needs,
): Promise<'ready' | 'overtaken' | 'lost'> {
  let record = read;
  let body = blocks;
  for (;;) {
    const placed = await inItsWindow(record, narration, needs);
    if (placed === undefined) return await lose(record, narration, needs);
    // Before it is attached, for nobody would think of it again after a crash; what stays current is kept.
    await retire(record, filesOf(placed), needs);
    const next: ArticleRecord = { ...record, narration: placed, version: record.version + 1 };
    if (await needs.articles.attach(next, record, body, narrationNote(placed, placed.characters))) {
      // In the window that it was made for nobody may find it, once the article opens at another time.
      if (placed.mp3 !== narration.mp3) await needs.shelf.remove(filesOf(narration));
      await tellReady(next, placed, needs);
      return 'ready';
    }
    const again = await needs.articles.open(record.id);
    const known = again?.record.narration;
    const isSameText = known !== undefined && known.state !== 'skipped' && known.speechHash === narration.speechHash;
    if (again === undefined || !isSameText || (known.state === 'ready' && known.mp3 === narration.mp3)) break;
    record = again.record;
    body = again.blocks;
    // Rescheduled there and back, it has the same window again, but nothing in it.
    if ((await needs.shelf.fetch(narration)) === undefined) return await lose(record, narration, needs);
  }
  // The same text made the same recording where two workers narrated it at once: then it is the article's now.
  const kept = newestAudio((await needs.articles.find(record.id))?.narration);
  if (kept?.mp3 !== narration.mp3) await needs.shelf.remove(filesOf(narration));
  return 'overtaken';
}

/** What was stored while its window was closed, and so was left behind, goes too. */
async function lose(record: ArticleRecord, narration: ReadyNarration, needs: Needs): Promise<'lost'> {
  if (newestAudio(record.narration)?.mp3 !== narration.mp3) await needs.shelf.remove(filesOf(narration));
  return 'lost';
}

/**
 * The audio of the version before stays for an hour, for those who are listening to it. It may have been retired before,
 * and come back since: the claim is what the retirement before finds.
 */
export async function retire(
  { id, narration, article, debts }: ArticleRecord,
  kept: readonly string[],
  needs: Pick<Ports, 'narrations' | 'studio' | 'now'>,
): Promise<void> {
  const earlier = newestAudio(narration);
  if (earlier === undefined) return;
  const files = filesOf(earlier);
  // Its copies lie where the article showed before, and may show again.
  const windows = [article === undefined ? [] : mediaWindow(article), debts.retired.map(({ window }) => window)].flat();
  const copies = windows.flatMap((window) => files.map((path) => inWindow(path, window)));
  const paths = [...new Set([...files, ...copies])].filter((path) => !kept.includes(path));
  if (paths.length === 0) return;
  const now = needs.now();
  const at = now.getTime() + retirement;
  await needs.studio.claim(retiredClaims(paths), 'listeners', new Date(at - 1), now);
  await needs.narrations.ask({ type: 'narration.retired', article: id, paths, at: new Date(at).toISOString() }, 900);
}

/** All files of a recording are replaced at once: the first stands for all. */
export const retiredClaims = ([first = '']: readonly string[]) => [`retired/${first}`];

/**
 * The article's times may have changed while Polly spoke: then its audio opens and closes with the new ones. Undefined if
 * there is nothing to copy any more.
 */
async function inItsWindow(
  { article }: ArticleRecord,
  narration: ReadyNarration,
  needs: Needs,
): Promise<ReadyNarration | undefined> {
  if (article === undefined) return narration;
  const placed = { ...narration };
  for (const file of ['mp3', 'vtt', 'timings', 'chapters'] as const) {
    const path = narration[file];
    if (path === undefined) continue;
    placed[file] = inWindow(path, mediaWindow(article));
    if (placed[file] !== path && !(await needs.media.copy(path, placed[file]))) return undefined;
  }
  return placed;
}

/**
 * Says that the audio is ready, once the article itself can be seen, and completes the receipt of its upload. What is
 * made ahead of time is announced after the article is: its announcement wakes us again.
 */
export async function tellReady(record: ArticleRecord, narration: ReadyNarration, needs: Needs): Promise<void> {
  const showing = showingOf(record);
  if (showing !== undefined && isVisible(showing, needs.now())) {
    for (const announcement of narrationReady(record, narration)) await needs.announcer.announce(announcement);
  }
  const receipt = await needs.articles.receipt(record.key, record.sequencer);
  if (receipt === undefined) return;
  await needs.uploads.file(receipt, false);
  await needs.newsroom.report(receipt);
}
