import { type ArticleRecord, hasExpired, showingOf } from '../../shared/domain/article.ts';
import { withdraw } from '../../shared/domain/withdraw.ts';
import type { Due } from '../../shared/ports.ts';
import { type Settling, settleDebts } from '../../shared/settle-debts.ts';

/** How many articles one run looks at; what is left is due still, a minute later. */
const mostAtOnce = 100;

/** `lateSeconds`: how long the one that waited longest was due already. */
export type Released = { looked: number; announced: number; expired: number; lateSeconds: number };

/**
 * Looks at everything that is due: announces scheduled articles whose time has come and whatever an announcer that died
 * left unsaid, takes expired articles from every list, and closes former windows of media. The gate itself needs nobody: it
 * opens and closes by the clock.
 */
export async function releaseDue(needs: Settling): Promise<Released> {
  const released = { looked: 0, announced: 0, expired: 0, lateSeconds: 0 };
  const failures: unknown[] = [];
  for (const due of await needs.articles.due(needs.now(), mostAtOnce)) {
    released.looked++;
    try {
      await releaseOne(due, released, needs);
    } catch (failure) {
      failures.push(failure);
    }
  }
  // One that fails keeps no other waiting; it stays due, and the failed run is seen.
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${released.looked} could not be released`);
  return released;
}

async function releaseOne(due: Due, released: Released, needs: Settling): Promise<void> {
  const record = await needs.articles.find(due.id);
  if (record === undefined || record.dueAt !== due.at) {
    // Two who changed the date at once have left an entry of which the record knows nothing.
    await needs.articles.forgetDue(due);
    return;
  }
  const late = (needs.now().getTime() - Date.parse(due.at)) / 1000;
  released.lateSeconds = Math.max(released.lateSeconds, late);
  const announced = await settleDebts(record, needs);
  released.announced += announced?.ids.length ?? 0;
  if (announced !== undefined) return;
  // Its debts may be settled by now.
  const settled = await needs.articles.find(due.id);
  if (settled !== undefined && (await expire(settled, needs))) released.expired++;
}

async function expire(record: ArticleRecord, needs: Settling): Promise<boolean> {
  const showing = showingOf(record);
  const now = needs.now();
  if (showing?.state !== 'live' || !hasExpired(showing, now)) return false;
  const { isOriginal } = await needs.articles.lookUp(record.id, []);
  const change = withdraw(record, record, now, { isOriginal });
  const commit = await needs.articles.commit(change);
  if (commit.kind !== 'committed' || change.record === undefined) return false;
  await settleDebts(change.record.next, needs);
  return true;
}
