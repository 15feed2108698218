import { createHash } from 'node:crypto';
import { isVisible } from '../../shared/domain/article.ts';
import { coverOf } from '../../shared/domain/cover.ts';
import { isEditionCode } from '../../shared/domain/edition.ts';
import { listNamed } from '../../shared/domain/listing.ts';
import {
  coverSide,
  type Episode,
  isForListening,
  mostEpisodes,
  podcastFeed,
  podcastGuid,
  podcastPath,
  type Show,
} from '../../shared/domain/podcast.ts';
import { sections } from '../../shared/domain/section.ts';
import { type HttpRequest, type HttpResponse, problem } from '../../shared/lambda/http.ts';
import type { ListPage } from '../../shared/ports.ts';
import { tagsIn } from './serve-article.ts';
import type { Needs } from './serve-needs.ts';

/** So many cards of a list are looked at for episodes, in so many readings: a newsroom has many flashes to an article. */
const mostPages = 5;
const cardsAPage = 200;
/** Of the newest articles of the kinds that are episodes, so many times a hundred are read to see who has a voice. */
const mostBatches = 3;

/** Players ask for a feed all day; how long the CDN may answer them, in seconds, and for a cover. */
const freshFeed = 60;
const freshCover = 86_400;

/** A show's feed or cover: `/podcast/en.xml`, `/podcast/en/politics.png`. */
export async function podcastFile(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const asked = fileAsked(request.rawPath);
  if (asked === undefined) {
    const detail = `The podcasts are at ${podcastPath({ edition: 'en' }, 'xml')} and ${podcastPath({ edition: 'en', section: 'politics' }, 'xml')}, by edition and section.`;
    return problem(404, 'No such podcast', detail, { see: '/v1' });
  }
  const { show, ending } = asked;
  if (ending === 'png') {
    const body = Buffer.from(coverOf(show.section, coverSide)).toString('base64');
    return answer(request, needs, { type: 'image/png', maxAge: freshCover, body, isBase64Encoded: true });
  }
  const guid = podcastGuid(`${needs.site}${podcastPath(show, 'xml')}`, (data) =>
    createHash('sha1').update(data).digest(),
  );
  const body = podcastFeed(show, await episodesOf(show, needs), needs.site, guid);
  return answer(request, needs, { type: 'application/rss+xml; charset=utf-8', maxAge: freshFeed, body });
}

function fileAsked(path: string): { show: Show; ending: 'xml' | 'png' } | undefined {
  const [, edition = '', section, ending] = /^\/podcast\/([a-z]{2})(?:\/([a-z0-9-]+))?\.(xml|png)$/.exec(path) ?? [];
  if (!isEditionCode(edition) || (section !== undefined && !sections.includes(section))) return undefined;
  const show = { edition, ...(section === undefined ? {} : { section }) };
  return { show, ending: ending === 'png' ? 'png' : 'xml' };
}

/** What readers may see now and listen to, newest first; fewer than there are where too much else stands before them. */
async function episodesOf(show: Show, needs: Needs): Promise<Episode[]> {
  const now = needs.now();
  // An article whose time was changed may stand in two places for a moment.
  const episodes = new Map<string, Episode>();
  let batches = 0;
  for await (const ids of batchesOf(show, now, needs)) {
    for (const { card, showing, corrections, narration } of await needs.reading.cards(ids)) {
      if (narration !== undefined && isVisible(showing, now)) episodes.set(card.id, { card, corrections, narration });
    }
    if (episodes.size >= mostEpisodes || ++batches === mostBatches) break;
  }
  return [...episodes.values()]
    .toSorted((a, b) => (a.card.publishedAt < b.card.publishedAt ? 1 : -1))
    .slice(0, mostEpisodes);
}

/** The ids of a show's articles whose kind is for listening, newest first, a hundred at once. */
async function* batchesOf({ edition, section }: Show, now: Date, needs: Needs): AsyncGenerator<string[]> {
  const list = listNamed({ edition, ...(section === undefined ? {} : { facet: 'section', value: section }) });
  const ids: string[] = [];
  let before: string | undefined = `${now.toISOString()}~`;
  for (let page = 0; before !== undefined && page < mostPages; page++) {
    const { cards, next }: ListPage = await needs.reading.list(list, before, cardsAPage);
    ids.push(...cards.filter(({ kind }) => isForListening(kind)).map(({ id }) => id));
    while (ids.length >= mostEpisodes) yield ids.splice(0, mostEpisodes);
    before = next;
  }
  yield ids;
}

type File = { type: string; maxAge: number; body: string; isBase64Encoded?: true };

/**
 * A file, or 304 for who has it. There is no `Last-Modified`: that an article has been withdrawn leaves no date in what is
 * left, and a cache that went by dates would keep it.
 */
function answer(request: HttpRequest, needs: Needs, { type, maxAge, ...file }: File): HttpResponse {
  const etag = `"${needs.hash(file.body).slice(0, 24)}"`;
  const headers = { 'content-type': type, 'cache-control': `public, max-age=${maxAge}`, etag };
  if (tagsIn(request.headers['if-none-match']).includes(etag)) return { statusCode: 304, headers };
  return { statusCode: 200, headers, ...file };
}
