import { type HourlyReaders, hourOf, type View } from '../../shared/domain/most-read.ts';
import type { Ports } from '../../shared/ports.ts';

/** A message of the views queue. */
export type Delivered = { messageId: string; body: string };

/**
 * Adds a batch of views to the hours they fell in, one update an article and hour. Answers the ids of the messages whose
 * update failed; the others are done, and counting one again changes nothing.
 */
export async function countViews(
  delivered: readonly Delivered[],
  needs: Pick<Ports, 'readership'>,
): Promise<{ tallies: number; failed: { messageId: string; reason: unknown }[] }> {
  const read = delivered.map(({ messageId, body }) => ({ messageId, view: viewIn(body) }));
  const views = read.flatMap(({ messageId, view }) => (view === undefined ? [] : [{ messageId, view }]));
  const strange = read.filter(({ view }) => view === undefined);
  const tallies = Map.groupBy(views, ({ view }) => `${hourOf(new Date(view.at))} ${view.article}`);
  const results = await Promise.all(
    [...tallies.values()].map(async (views) => {
      const tally = tallyOf(views.map(({ view }) => view));
      try {
        if (tally !== undefined) await needs.readership.add(tally);
        return [];
      } catch (reason) {
        return views.map(({ messageId }) => ({ messageId, reason }));
      }
    }),
  );
  const unread = strange.map(({ messageId }) => ({ messageId, reason: 'The message is no view' }));
  return { tallies: tallies.size, failed: [...results.flat(), ...unread] };
}

/** A message that is no view fails alone; the batch around it is counted. */
function viewIn(body: string): View | undefined {
  try {
    const { article, reader, at } = JSON.parse(body) as Partial<View>;
    if (typeof article !== 'string' || typeof reader !== 'string' || typeof at !== 'string') return undefined;
    return Number.isNaN(Date.parse(at)) ? undefined : { article, reader, at };
  } catch {
    return undefined;
  }
}

function tallyOf(views: readonly View[]): HourlyReaders | undefined {
  const [first] = views;
  if (first === undefined) return undefined;
  return { article: first.article, hour: hourOf(new Date(first.at)), readers: views.map((view) => view.reader) };
}
