import { announcementsOwed } from './domain/announcement.ts';
import { type ArticleRecord, type Debts, isOwing, noDebts, withDue } from './domain/article.ts';
import { retirement } from './domain/narration.ts';
import type { Receipt } from './domain/receipt.ts';
import type { Ports } from './ports.ts';

export type Settling = Pick<Ports, 'articles' | 'announcer' | 'narrations' | 'media' | 'now'>;

/**
 * Does what a commit owes the world, then notes that it is done. It follows the state, not the event: a crash between the
 * two does it again, announcing under the same ids, and what nobody can see yet is not spoken of. If the record has
 * changed meanwhile, whoever changed it took the debts over. Answers what was announced, if anything.
 */
export async function settleDebts(record: ArticleRecord, needs: Settling): Promise<Receipt['announced']> {
  const { debts, id } = record;
  const now = needs.now();
  const over = debts.retired.filter(({ at }) => Date.parse(at) <= now.getTime());
  const retired = debts.retired.filter((each) => !over.includes(each));
  if (over.length === 0 && !isOwing(debts)) return undefined;
  if (debts.leaving.length > 0) await needs.articles.leave(record);
  for (const window of debts.closing) await needs.media.close(id, window);
  // What was put there in the last half hour is there for an article that comes back to it at this moment.
  for (const { window, at } of over) await needs.media.close(id, window, new Date(Date.parse(at) - retirement / 2));
  for (const original of debts.families) await needs.articles.gather(original);
  for (const { type, revision } of debts.owed)
    if (type === 'narration.wanted') await needs.narrations.ask({ type, article: id, revision });
  const announcements = announcementsOwed(record, now);
  for (const announcement of announcements) await needs.announcer.announce(announcement);

  const left: Debts = { ...noDebts, retired, owed: announcements.length > 0 ? [] : announcementsIn(debts) };
  const isSettled = over.length > 0 || left.owed.length < debts.owed.length;
  if (!isSettled && !isOwing({ ...debts, owed: [] })) return undefined;
  const announced =
    announcements.length === 0
      ? undefined
      : { at: now.toISOString(), ids: announcements.map((each) => each.id), to: 'announcements' as const };
  const next = { ...record, debts: left };
  await needs.articles.settle(withDue(next, needs.now()), record, announced);
  return announced;
}

function announcementsIn({ owed }: Debts): Debts['owed'] {
  return owed.filter(({ type }) => type !== 'narration.wanted');
}
