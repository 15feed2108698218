import { Engine, LanguageCode, VoiceId } from '@aws-sdk/client-polly';
import { expect, it } from 'vitest';
import settings from '../../newsroom.json' with { type: 'json' };
import { engines, readNewsroom } from '../../shared/domain/newsroom.ts';
import { shelfNamed } from '../../shared/domain/section.ts';

type Tree = { [name: string]: unknown };

/** The newsroom's settings with one member replaced, or left out. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(settings) as unknown as Tree;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const holder = steps.reduce((tree, step) => tree[step] as Tree, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

it('the newsroom’s own settings are right', () => {
  expect(readNewsroom(settings)).toEqual(settings);
});

it.each([
  ['editions.es', undefined, 'editions.es is missing'],
  ['editions.en.wordsPerMinute', 'fast', 'editions.en.wordsPerMinute'],
  ['editions.ar.direction', 'up', 'editions.ar.direction'],
  ['editions.en.voices.main.engine', 'loud', 'editions.en.voices.main.engine'],
  ['editions.en.voices.quotes', { id: 'Ruth', engine: 'generative', language: 'en-US' }, 'no speech marks'],
  ['editions.en.spokenByline.phrase', 'By', '{names}'],
  ['editions.en.spokenByline.and', 'and', 'with its spaces'],
  ['sections', [], 'sections must be a list'],
  ['sections.0.slug', 'Politics!', 'sections[0].slug'],
  ['sections.1.slug', 'politics', 'stands there twice'],
  ['sections.0.names.ar', undefined, 'no name in the edition ar'],
  ['sections.0.mediaTopics', ['11', '4'], 'two digits'],
  ['sections.0.mediaTopics', ['15'], 'leads to'],
  ['regions.0.names', undefined, 'regions[0]'],
  ['wire.section', 'gardening', 'wire.section'],
  ['narration.dailyBudget', -1, 'narration.dailyBudget'],
  ['narration.share', 2, 'narration.share'],
  ['name', ' ', 'the newspaper’s name'],
  ['editions.es.podcast', undefined, 'editions.es.podcast.description'],
  ['editions.es.podcast.description', 'ñ'.repeat(1951), 'in 3,900 bytes at most'],
  ['editions.es.podcast.cover', 'cover.png', 'https address'],
  ['editions.es.podcast.guid', 'ellery', 'editions.es.podcast.guid must be a UUID'],
  [
    'editions.es.podcast.newFeed',
    'http://ellery.example/es.xml',
    'editions.es.podcast.newFeed must be an https address',
  ],
  ['editions.es.podcast.cover', 'https://images.ellery.example/cover.webp', 'ends in .jpg, .jpeg or .png'],
  ['editions.es.podcast.cover', 'https://images.ellery.example/cover?as=a.png', 'ends in .jpg, .jpeg or .png'],
  ['podcast', undefined, 'podcast.category'],
  ['podcast.category', 'news', 'podcast.category'],
  ['podcast.kinds', ['news', 'flsh'], 'podcast.kinds: there is no kind “flsh”'],
  ['podcast.kinds', [], 'podcast.kinds must list some of news, opinion'],
  ['podcast.kinds', 'news', 'podcast.kinds must list some of news, opinion'],
  ['podcast.owner', { name: 'Audio desk' }, 'podcast.owner must have an email'],
  ['podcast.owner', { email: 'audio@ellery.example' }, 'podcast.owner must have a name'],
  ['podcast.appleCode', '', 'podcast.appleCode'],
])('a mistake in %s is named before anything is deployed', (path, value, message) => {
  expect(() => readNewsroom(changed(path, value))).toThrow(message);
});

it.each([
  [
    'motto',
    'motto is no member of newsroom.json, which has name, editions, sections, regions, wire, podcast, narration',
  ],
  ['podcast.foo', 'podcast.foo is no member of podcast, which has kinds, category, owner, appleCode'],
  ['editions.fr', 'editions.fr is no member of editions, which has en, es, ar'],
  ['editions.en.voices.main.speed', 'editions.en.voices.main, which has id, engine, language, marks'],
  ['editions.en.voices.quote', 'editions.en.voices, which has main, quotes, kinds, bylines'],
  ['sections.1.name', 'sections[1].name is no member of sections[1], which has slug, names, mediaTopics'],
  ['regions.0.names.fr', 'regions[0].names, which has en, es, ar'],
  ['narration.dailybudget', 'narration, which has dailyBudget, renewalBudget, requestsPerSecond, share'],
  ['narration.constructor', 'narration.constructor is no member'],
  ['narration.*', 'narration.* is no member'],
])('a member %s that nobody knows is named, with those that there are', (path, message) => {
  expect(() => readNewsroom(changed(path, 'x'))).toThrow(message);
});

it('voices of kinds are of those that there are, voices of bylines of any name', () => {
  const voice = { id: 'Amy', engine: 'neural', language: 'en-GB' };
  const voices = (more: object) => changed('editions.en.voices', { main: voice, ...more });
  expect(readNewsroom(voices({ kinds: { opinion: voice }, bylines: { 'Ana Ruiz': voice } }))).toBeDefined();
  expect(() => readNewsroom(voices({ kinds: { opnion: voice } }))).toThrow(
    'editions.en.voices.kinds.opnion is no member',
  );
  expect(() => readNewsroom(voices({ bylines: { 'Ana Ruiz': { ...voice, mark: 'frames' } } }))).toThrow(
    'editions.en.voices.bylines.Ana Ruiz.mark is no member',
  );
});

it.each([
  'https://images.ellery.example/a.JPG',
  'https://images.ellery.example/a/b.c.jpeg',
  'https://a.example/a.png?v=2',
])('a cover may be %s', (cover) => {
  expect(readNewsroom(changed('editions.en.podcast.cover', cover))).toBeDefined();
});

it('the voices, their languages and the engines are such as Polly has', () => {
  expect(engines.toSorted()).toEqual(Object.values<string>(Engine).toSorted());
  for (const { voices } of Object.values(readNewsroom(settings).editions)) {
    const { main, quotes = main, kinds = {}, bylines = {} } = voices;
    for (const { id, language } of [main, quotes, ...Object.values(kinds), ...Object.values(bylines)]) {
      expect(Object.values<string>(VoiceId)).toContain(id);
      expect(Object.values<string>(LanguageCode)).toContain(language);
    }
  }
});

it('all mistakes are told at once', () => {
  const none = () => readNewsroom({});
  expect(none).toThrow('editions.en is missing');
  expect(none).toThrow('regions must be a list');
});

it.each([
  ['section', 'Sport', 'sport'],
  ['section', 'DEPORTES', 'sport'],
  ['region', 'América Latina', 'latin-america'],
  ['region', 'america latina', 'latin-america'],
  ['region', 'أوروبا', 'europe'],
] as const)('a %s may be called %s', (kind, name, slug) => {
  expect(shelfNamed(kind, name)?.slug).toBe(slug);
});
