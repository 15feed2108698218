import { type HourlyReaders, hourOf, type View } from '../../shared/domain/most-read.ts';
import type { Ports } from '../../shared/ports.ts';

/** A view and the id of the message that brought it. */
export type DeliveredView = { messageId: string; view: View };

/**
 * Adds a batch of views to the hours they fell in, one update an article and hour. Answers the ids of the messages whose
 * update failed; the others are done, and counting one again changes nothing.
 */
export async function countViews(
  delivered: readonly DeliveredView[],
  needs: Pick<Ports, 'readership'>,
): Promise<{ tallies: number; failed: { messageId: string; reason: unknown }[] }> {
  const tallies = Map.groupBy(delivered, ({ view }) => `${hourOf(new Date(view.at))} ${view.article}`);
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
  return { tallies: tallies.size, failed: results.flat() };
}

function tallyOf(views: readonly View[]): HourlyReaders | undefined {
  const [first] = views;
  if (first === undefined) return undefined;
  return { article: first.article, hour: hourOf(new Date(first.at)), readers: views.map((view) => view.reader) };
}
