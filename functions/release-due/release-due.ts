import { announceOwed } from '../../shared/announce-owed.ts';
import { type ArticleRecord, isVisible, showingOf } from '../../shared/domain/article.ts';
import { withdraw } from '../../shared/domain/judgement.ts';
import type { Ports } from '../../shared/ports.ts';

type Needs = Pick<Ports, 'articles' | 'announcer' | 'now'>;

/** How many articles one run looks at; what is left is due still, a minute later. */
const mostAtOnce = 100;

export type Released = { looked: number; announced: number; expired: number };

/**
 * Looks at everything that is due: announces scheduled articles whose time has come and whatever an announcer that died
 * left unsaid, and takes expired articles from every list. The gate itself needs nobody: it opens and closes by the clock.
 */
export async function releaseDue(needs: Needs): Promise<Released> {
  const released = { looked: 0, announced: 0, expired: 0 };
  const failures: unknown[] = [];
  for (const id of await needs.articles.due(needs.now(), mostAtOnce)) {
    released.looked++;
    try {
      await releaseOne(id, released, needs);
    } catch (failure) {
      failures.push(failure);
    }
  }
  // One that fails keeps no other waiting; it stays due, and the failed run is seen.
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${released.looked} could not be released`);
  return released;
}

async function releaseOne(id: string, released: Released, needs: Needs): Promise<void> {
  const record = await needs.articles.find(id);
  if (record === undefined) return;
  const announced = await announceOwed(record, needs);
  released.announced += announced;
  if (announced === 0 && (await expire(record, needs))) released.expired++;
}

async function expire(record: ArticleRecord, needs: Needs): Promise<boolean> {
  const showing = showingOf(record);
  const now = needs.now();
  if (record.state !== 'live' || showing?.expiresAt === undefined || isVisible(showing, now)) return false;
  if (Date.parse(showing.expiresAt) > now.getTime()) return false;
  const change = withdraw(record, record, now);
  const commit = await needs.articles.commit(change);
  if (commit.kind !== 'committed' || change.record === undefined) return false;
  await announceOwed(change.record.next, needs);
  return true;
}
