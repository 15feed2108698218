import { billedFor, type Sound, soundsOf } from '../functions/narrate-article/sound.ts';
import { type ArticleRecord, hasExpired, showingOf } from '../shared/domain/article.ts';
import { listNamed } from '../shared/domain/listing.ts';
import { isSilenced, type Narration, type ReadyNarration } from '../shared/domain/narration.ts';
import { type EditionCode, newsroom } from '../shared/domain/newsroom.ts';
import { scriptOf } from '../shared/domain/script.ts';
import type { Lexicon } from '../shared/domain/speech.ts';
import { dayOf, dollars } from '../shared/domain/spending.ts';
import { costOf } from '../shared/domain/voice.ts';
import type { Ports } from '../shared/ports.ts';
import { counted } from './counted.ts';

/** What Polly is to say for an article, and what it costs at most, in US dollars. */
export type Price = { units: number; characters: number; cost: number };

/** How it ended, for now: `waiting` is neither ready nor failed after the time that one is given. */
export type Followed =
  | { end: 'ready'; narration: Extract<Narration, { state: 'ready' }> }
  | { end: 'failed' | 'skipped' | 'paused' | 'gone' | 'waiting'; reason: string };

const pageSize = 100;
/** Places in lists begin with a time, so all come before it. */
const afterAll = '~';

type Walking = { reading: Pick<Ports['reading'], 'list'>; articles: Pick<Ports['articles'], 'find'>; now: () => Date };

/** Live articles that should have audio and have none of their text, the newest of all editions first. */
export async function* missingNarrations(
  editions: readonly EditionCode[],
  needs: Walking,
): AsyncGenerator<ArticleRecord, void> {
  for await (const record of liveArticles(editions, needs)) {
    if (record.narration?.state !== 'ready' && !isSilenced(record.narration)) yield record;
  }
}

/** Those whose audio would sound otherwise if it were made now: by another voice, another pronunciation, another rule. */
export async function* changedNarrations(
  editions: readonly EditionCode[],
  needs: Walking & Sounding,
): AsyncGenerator<ArticleRecord, void> {
  for await (const record of liveArticles(editions, needs)) {
    if (record.narration?.state === 'ready' && !(await soundsAsBefore(record.id, record.narration, needs)))
      yield record;
  }
}

/** The newest of all editions first; a page of each edition is in memory. */
async function* liveArticles(editions: readonly EditionCode[], needs: Walking): AsyncGenerator<ArticleRecord, void> {
  const lists = editions.map((edition) => placesOf(edition, needs));
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    const next = heads
      .flatMap((each) => (each.head.done ? [] : [{ each, value: each.head.value }]))
      .toSorted((a, b) => (a.value.publishedAt > b.value.publishedAt ? -1 : 1))[0];
    if (next === undefined) return;
    next.each.head = await next.each.list.next();
    const record = await needs.articles.find(next.value.id);
    if (record !== undefined && isLive(record, needs.now())) yield record;
  }
}

async function* placesOf(edition: EditionCode, { reading }: Walking) {
  let before: string | undefined = afterAll;
  while (before !== undefined) {
    const page: Awaited<ReturnType<typeof reading.list>> = await reading.list(listNamed({ edition }), before, pageSize);
    for (const { id, publishedAt } of page.cards) yield { id, publishedAt };
    before = page.next;
  }
}

function isLive(record: ArticleRecord, now: Date): boolean {
  const showing = showingOf(record);
  return showing?.state === 'live' && !hasExpired(showing, now);
}

type Pricing = Pick<Ports, 'articles' | 'studio' | 'cache' | 'hash'>;
type Sounding = Omit<Pricing, 'cache'> & { shelf: Pick<Ports['shelf'], 'timings'> };

/** Whether an article that is read aloud now would be made of the very same takes. */
export async function soundsAsBefore(id: string, narration: ReadyNarration, needs: Sounding): Promise<boolean> {
  const units = (await needs.shelf.timings(narration))?.units ?? [];
  const sounds = await soundsFor(id, needs);
  return units.length === sounds.length && sounds.every(({ take }, index) => units[index]?.[0] === take);
}

/** Each unit of an article with the key of its sound; none of an article that is not live. */
async function soundsFor(id: string, { articles, studio, hash }: Omit<Pricing, 'cache'>): Promise<Sound[]> {
  const opened = await articles.open(id);
  const article = opened?.record.article;
  if (opened?.record.state !== 'live' || article === undefined) return [];
  return soundsOf(scriptOf(article, opened.blocks), await lexiconOf(article.edition, studio), hash);
}

const lexicons = new WeakMap<Ports['studio'], Map<EditionCode, Promise<Lexicon>>>();

/** An edition's lexicon, read once. */
function lexiconOf(edition: EditionCode, studio: Ports['studio']): Promise<Lexicon> {
  const known = lexicons.get(studio) ?? new Map<EditionCode, Promise<Lexicon>>();
  lexicons.set(studio, known);
  const lexicon = known.get(edition) ?? studio.lexicon(edition);
  known.set(edition, lexicon);
  return lexicon;
}

/** What an article's narration costs: its units that nobody has spoken yet. */
export async function priceOf(id: string, needs: Pricing): Promise<Price> {
  return priceOfSounds(await unspoken(await soundsFor(id, needs), needs.cache));
}

/** What units cost at Polly's list price; those that sound alike are paid once. */
export function priceOfSounds(sounds: readonly Sound[]): Price {
  const price: Price = { units: 0, characters: 0, cost: 0 };
  for (const sound of new Map(sounds.map((sound) => [sound.key, sound])).values()) {
    price.units++;
    price.characters += billedFor(sound);
    price.cost += costOf(billedFor(sound), sound.unit.voice.engine);
  }
  return price;
}

/** Those of some units that nobody has spoken yet. */
export async function unspoken(sounds: readonly Sound[], cache: Pick<Ports['cache'], 'has'>): Promise<Sound[]> {
  const keys = [...new Set(sounds.map(({ key }) => key))];
  const isKnown = await Promise.all(keys.map((key) => cache.has(key)));
  const known = new Set(keys.filter((_, index) => isKnown[index]));
  return sounds.filter(({ key }) => !known.has(key));
}

export function priceTold({ units, characters, cost }: Price): string {
  if (units === 0) return 'all that is to be said was said before, so it costs nothing.';
  const parts = `${counted(units, 'part')} to be spoken, ${counted(characters, 'character')} billed`;
  return `${parts} at list price: ${dollars(cost)} at most.`;
}

/** How many articles have no voice, or would have another, and what all of theirs cost. */
export function allTold(of: 'missing' | 'changed', { articles, ...price }: Price & { articles: number }): string {
  const verb = of === 'changed' ? 'would sound otherwise' : articles === 1 ? 'has no voice' : 'have no voice';
  return `${counted(articles, 'article')} ${verb}: ${priceTold(price)}`;
}

type Following = Pick<Ports, 'now'> & {
  articles: Pick<Ports['articles'], 'find'>;
  studio: Pick<Ports['studio'], 'spentOn'>;
  /** Lets some time pass between two looks. */
  wait: () => Promise<void>;
};
type Asking = Following & Pick<Ports, 'narrations'>;

/** An article whose narration was asked for, as its record was then; of one that has just come, nothing was known. */
type Asked = { id: string; before: Narration | undefined; until: number };

/** Asks for an article's narration, or (`again`) to have it made anew. Articles get `seconds` each. */
export async function ask(record: ArticleRecord, seconds: number, again: boolean, needs: Asking): Promise<Asked> {
  const { id, revision, narration } = record;
  await needs.narrations.ask({ type: again ? 'narration.renewed' : 'narration.wanted', article: id, revision });
  return { id, before: narration, until: needs.now().getTime() + seconds * 1000 };
}

/** Looks until it is known what became of an article, or its time is over. */
export async function follow(asked: Asked, needs: Following): Promise<Followed> {
  for (;;) {
    const found = await look(asked, needs);
    if (found !== undefined) return found;
    await needs.wait();
  }
}

/** What became of an article that was asked for; undefined if it is not known yet. */
export async function look({ id, before, until }: Asked, needs: Following): Promise<Followed | undefined> {
  const record = await needs.articles.find(id);
  const narration = record?.narration;
  if (record?.state !== 'live') return { end: 'gone', reason: whyGone(record) };
  const isOver = needs.now().getTime() >= until;
  switch (narration?.state) {
    case 'ready':
      if (before?.state !== 'ready' || before.madeAt !== narration.madeAt) return { end: 'ready', narration };
      break;
    case 'failed':
      if (before?.state !== 'failed' || before.at !== narration.at)
        return { end: 'failed', reason: failureOf(narration) };
      break;
    case 'skipped':
      // One that was turned off before stays so until a narrator looks at it.
      if (isSilenced(narration) || before?.state !== 'skipped') return { end: 'skipped', reason: narration.reason };
      break;
    case 'pending':
      // One that was paused before stays so until a narrator looks at it, and that may be with a new day's budget.
      if (narration.paused !== undefined && (!wasPaused(before) || (await isBudgetSpent(needs)))) {
        return { end: 'paused', reason: 'The day’s budget is spent; it goes on by itself after midnight (UTC).' };
      }
  }
  return isOver ? { end: 'waiting', reason: 'It is neither ready nor failed yet.' } : undefined;
}

/** Why an article is not there to be read aloud. */
export function whyGone(record: ArticleRecord | undefined): string {
  if (record === undefined) return 'There is no such article.';
  if (record.withheld === true) return 'It is withheld for now.';
  return record.reason === undefined ? 'It was withdrawn.' : `It was withdrawn: ${record.reason}`;
}

function failureOf({ reason, final }: Extract<Narration, { state: 'failed' }>): string {
  const outlook = final === true ? 'nobody tries again until asked (npm run narrate)' : 'it is tried again by itself';
  return `${reason.replace(/\.$/, '')}; ${outlook}.`;
}

function wasPaused(before: Narration | undefined): boolean {
  return before?.state === 'pending' && before.paused !== undefined;
}

async function isBudgetSpent({ studio, now }: Following): Promise<boolean> {
  return (await studio.spentOn(dayOf(now()))) >= newsroom.narration.dailyBudget;
}

/**
 * Asks for one article after the other, never more than `most` at a time, and tells what becomes of each. Whoever stops
 * listening leaves those that were asked for to the queue; the next run finds them ready.
 */
export async function* narrateAll(
  records: AsyncIterable<ArticleRecord>,
  { most, seconds }: { most: number; seconds: number },
  needs: Asking,
): AsyncGenerator<{ id: string } & Followed, void> {
  let outstanding: Asked[] = [];
  async function* settled() {
    await needs.wait();
    const looked = await Promise.all(outstanding.map(async (asked) => ({ asked, found: await look(asked, needs) })));
    outstanding = looked.filter(({ found }) => found === undefined).map(({ asked }) => asked);
    for (const { asked, found } of looked) if (found !== undefined) yield { id: asked.id, ...found };
  }
  for await (const record of records) {
    while (outstanding.length >= most) yield* settled();
    outstanding.push(await ask(record, seconds, record.narration?.state === 'ready', needs));
  }
  while (outstanding.length > 0) yield* settled();
}
