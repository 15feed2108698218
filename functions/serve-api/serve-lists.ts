import { isVisible } from '../../shared/domain/article.ts';
import { type AudioAnswer, audioAnswer } from '../../shared/domain/article-answer.ts';
import { isEditionCode } from '../../shared/domain/edition.ts';
import { type Card, type Facet, facets, type ListName, listNamed } from '../../shared/domain/listing.ts';
import { longestMostRead, type MostReadEntry, mostReadList } from '../../shared/domain/most-read.ts';
import { type EditionCode, editionCodes } from '../../shared/domain/newsroom.ts';
import { nearest, sections, shelfNamed } from '../../shared/domain/section.ts';
import { slugOf } from '../../shared/domain/slug.ts';
import { badQuery, type HttpRequest, type HttpResponse, json, repeatedParameter } from '../../shared/lambda/http.ts';
import type { Shown } from '../../shared/ports.ts';
import { fresh, type Needs } from './serve-needs.ts';

const defaultLimit = 20;
const largestLimit = 100;
/** A ranking that was not renewed for so long is not shown: it would pretend to be of now. */
const staleAfterMs = 10 * 60_000;

type Query = Record<string, string | undefined>;

/** One list, newest first: of an edition, or of one facet of it. */
export async function listOfArticles(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const { queryStringParameters: query = {} } = request;
  const known = ['edition', 'breaking', 'narration', 'limit', 'cursor', ...facets];
  const wrong = unknownParameter(query, known) ?? repeatedParameter(request);
  if (wrong !== undefined) return wrong;
  const asked = listAsked(query);
  if (!('list' in asked)) return asked;
  const limit = Number(query.limit ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    return badQuery('limit', `limit is a whole number from 1 to ${largestLimit}.`);
  }
  const now = needs.now();
  const list = await listMeant(asked, needs);
  let before = query.cursor === undefined ? `${now.toISOString()}~` : placeOf(query.cursor);
  if (before === undefined) return badQuery('cursor', 'Take the cursor from “next” of the page before.');
  const articles: Card[] = [];
  do {
    const page = await needs.reading.list(list, before, limit - articles.length);
    articles.push(...page.cards.filter((card) => isVisible({ ...card, state: 'live' }, now)));
    before = page.next;
  } while (before !== undefined && articles.length < limit);
  const next = before === undefined ? undefined : nextPage(query, cursorOf(before));
  const shown = query.narration === undefined ? articles : await withAudio(articles, needs);
  return json(200, { list, articles: shown, ...(next === undefined ? {} : { next }) }, fresh);
}

/** Cards with the audio of their very text, for whoever lets people listen from a list: one more read, so it is asked for. */
async function withAudio(cards: readonly Card[], needs: Needs): Promise<(Card & { narration?: AudioAnswer })[]> {
  const now = needs.now();
  const shown = await needs.reading.cards(cards.map(({ id }) => id));
  const audio = new Map(shown.flatMap((each) => (isVisible(each.showing, now) ? [[each.card.id, audioOf(each)]] : [])));
  return cards.map((card) => ({ ...card, ...audio.get(card.id) }));
}

function audioOf({ narration }: Shown): { narration?: AudioAnswer } {
  return narration === undefined ? {} : { narration: audioAnswer(narration) };
}

/** A tag may be asked for by any of its concept's names; its articles stand under the concept's own. */
async function listMeant({ list, name }: Asked, needs: Needs): Promise<string> {
  if (name?.facet !== 'tag' || name.value === undefined) return list;
  const concept = await needs.reading.concept(name.value);
  return concept === undefined ? list : listNamed({ ...name, value: concept.id });
}

type Asked = { list: string; name?: ListName };

function listAsked(query: Query): Asked | HttpResponse {
  const edition = editionAsked(query);
  if (typeof edition !== 'string') return edition;
  const given = facets.filter((facet) => query[facet] !== undefined);
  const [facet] = given;
  if (given.length + (query.breaking === undefined ? 0 : 1) > 1) {
    return badQuery(given.join(', '), 'A list has one facet beside its edition: ask for one of them.');
  }
  for (const flag of ['breaking', 'narration']) {
    if (query[flag] !== undefined && query[flag] !== 'true') {
      return badQuery(flag, `Ask with ${flag}=true, or leave it out.`);
    }
  }
  if (query.breaking !== undefined) {
    return { list: listNamed({ edition, facet: 'breaking' }) };
  }
  if (facet === undefined) return { list: listNamed({ edition }) };
  const value = facetValue(facet, query[facet] ?? '');
  if (typeof value !== 'string') return value;
  const name = { edition, facet, value };
  return { list: listNamed(name), name };
}

/** The answer to a question with a parameter that is none. */
function unknownParameter(query: Query, known: readonly string[]): HttpResponse | undefined {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const meant = nearest(known, unknown);
  return badQuery(
    unknown,
    meant === undefined ? `The parameters are ${known.join(', ')}.` : `Did you mean “${meant}”?`,
  );
}

function editionAsked(query: Query): EditionCode | HttpResponse {
  const edition = (query.edition ?? editionCodes[0]).toLowerCase();
  return isEditionCode(edition) ? edition : badQuery('edition', `The editions are ${editionCodes.join(', ')}.`);
}

function facetValue(facet: Facet, value: string): string | HttpResponse {
  if (facet === 'section') {
    return shelfNamed('section', value)?.slug ?? badQuery('section', `The sections are ${sections.join(', ')}.`);
  }
  const known = facet === 'region' ? shelfNamed('region', value)?.slug : undefined;
  return known ?? (/^[a-z0-9-]+$/.test(value) ? value : slugOf(value));
}

/** A cursor is the last place of a page: what is published meanwhile is neither skipped nor shown twice. */
function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}

function placeOf(cursor: string): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString();
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z#[a-z0-9-]+$/.test(place) ? place : undefined;
}

function nextPage(query: Query, cursor: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  parameters.set('cursor', cursor);
  return `/v1/articles?${parameters}`;
}

/** The Most Read list: the stored ranking with the articles as they are now, and only those that show. */
export async function mostRead(request: HttpRequest, needs: Needs): Promise<HttpResponse> {
  const { queryStringParameters: query = {} } = request;
  const wrong = unknownParameter(query, ['edition', 'section']) ?? repeatedParameter(request);
  if (wrong !== undefined) return wrong;
  const edition = editionAsked(query);
  if (typeof edition !== 'string') return edition;
  const section = query.section === undefined ? undefined : facetValue('section', query.section);
  if (typeof section === 'object') return section;
  const ranking = await needs.readership.mostRead(mostReadList(edition, section));
  const now = needs.now();
  const isFresh = ranking !== undefined && now.getTime() - Date.parse(ranking.generatedAt) < staleAfterMs;
  const ranked = isFresh ? ranking.articles : [];
  const readers = new Map(ranked.map((article) => [article.id, article.readers]));
  const articles = (await needs.reading.cards([...readers.keys()]))
    .filter(({ showing }) => isVisible(showing, now))
    .slice(0, longestMostRead)
    .map((shown, index): MostReadEntry => {
      const { card } = shown;
      return { rank: index + 1, readers: readers.get(card.id) ?? 0, card, ...audioOf(shown) };
    });
  const method = isFresh
    ? { generatedAt: ranking.generatedAt, windowHours: ranking.windowHours, halfLifeHours: ranking.halfLifeHours }
    : {};
  return json(200, { edition, ...(section === undefined ? {} : { section }), ...method, articles }, 10);
}
