import { announcementsOwed } from './domain/announcement.ts';
import type { ArticleRecord } from './domain/article.ts';
import { withNothingOwed } from './domain/judgement.ts';
import type { Ports } from './ports.ts';

/**
 * Makes the announcements that a record owes, then notes that they are made. Announcing follows the state, not the
 * event: a crash between the two announces again, under the same id, and what nobody can see yet is not spoken of.
 * If the record has changed meanwhile, whoever changed it took the debt over.
 */
export async function announceOwed(
  record: ArticleRecord,
  needs: Pick<Ports, 'articles' | 'announcer' | 'now'>,
): Promise<number> {
  const announcements = announcementsOwed(record, needs.now());
  if (announcements.length === 0) return 0;
  for (const announcement of announcements) await needs.announcer.announce(announcement);
  await needs.articles.settle(withNothingOwed(record, needs.now()), record);
  return announcements.length;
}
