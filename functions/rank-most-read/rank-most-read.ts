import { isVisible } from '../../shared/domain/article.ts';
import type { Card } from '../../shared/domain/listing.ts';
import {
  type HourlyReaders,
  halfLifeHours,
  hoursBefore,
  type MostRead,
  mostReadList,
  rankMostRead,
  windowHours,
} from '../../shared/domain/most-read.ts';
import { editionCodes } from '../../shared/domain/newsroom.ts';
import { sections } from '../../shared/domain/section.ts';
import type { Ports } from '../../shared/ports.ts';

type Needs = Pick<Ports, 'readership' | 'reading' | 'now'>;

/** How many of the most read articles are looked up for their section and whether they show. */
const mostCandidates = 300;

/**
 * Ranks the articles of each edition, and of each of its sections, over the last day's views. A list with nothing in it
 * is not written: readers are shown a ranking only while it is fresh, and an idle newsroom pays for no writes.
 */
export async function rankMostReadLists(needs: Needs): Promise<{ lists: number; articles: number }> {
  const now = needs.now();
  const tallies = (await Promise.all(hoursBefore(now).map((hour) => needs.readership.tallies(hour)))).flat();
  const candidates = [...new Set(rankMostRead(tallies, now, mostCandidates).map(({ id }) => id))];
  const cards = (await needs.reading.cards(candidates)).filter(({ showing }) => isVisible(showing, now));
  const lists = editionCodes.flatMap((edition) => {
    const ofEdition = cards.map(({ card }) => card).filter((card) => card.edition === edition);
    return [
      { name: mostReadList(edition), cards: ofEdition },
      ...sections.map((section) => ({
        name: mostReadList(edition, section),
        cards: ofEdition.filter((card) => card.section === section),
      })),
    ];
  });
  const filled = lists.filter((list) => list.cards.length > 0);
  await Promise.all(filled.map(({ name, cards }) => needs.readership.saveMostRead(name, ranked(tallies, cards, now))));
  return { lists: filled.length, articles: cards.length };
}

function ranked(tallies: readonly HourlyReaders[], cards: readonly Card[], now: Date): MostRead {
  const wanted = new Set(cards.map(({ id }) => id));
  return {
    windowHours,
    halfLifeHours,
    generatedAt: now.toISOString(),
    articles: rankMostRead(
      tallies.filter(({ article }) => wanted.has(article)),
      now,
    ),
  };
}
