import settings from '../../newsroom.json' with { type: 'json' };
import { type Kind, kinds } from './article-fields.ts';
import { type Shape, unknownMembers } from './unknown-members.ts';

/** The language editions. An edition is a language, never a place: places are regions. */
export const editionCodes = ['en', 'es', 'ar'] as const;
export type EditionCode = (typeof editionCodes)[number];

export const engines = ['standard', 'neural', 'long-form', 'generative'] as const;
export type Engine = (typeof engines)[number];

/**
 * One of Polly's voices; `language` is Polly's LanguageCode. Times come from Polly's speech marks, or (`frames`) from the
 * audio's own frames, sentence by sentence: half the price, and the only way where an engine has no marks.
 */
export type Voice = { id: string; engine: Engine; language: string; marks?: 'polly' | 'frames' };

/** Who reads what in an edition: a byline's own voice, else that of its kind, else the edition's; quotes in a second one. */
export type Voices = { main: Voice; quotes?: Voice; kinds?: Record<string, Voice>; bylines?: Record<string, Voice> };

/** (https://podcasters.apple.com/support/1691-apple-podcasts-categories), without what is below them. */
export const appleCategories = [
  'Arts',
  'Business',
  'Comedy',
  'Education',
  'Fiction',
  'Government',
  'Health & Fitness',
  'History',
  'Kids & Family',
  'Leisure',
  'Music',
  'News',
  'Religion & Spirituality',
  'Science',
  'Society & Culture',
  'Sports',
  'TV & Film',
  'Technology',
  'True Crime',
] as const;

export type EditionSettings = {
  /** The edition's name in its own language. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** Words a minute for the reading time; 150 is the speed of speech, so that "4 min" also fits listening. */
  wordsPerMinute: number;
  voices: Voices;
  /** How the authors are said, `{names}` among it, and the word before the last of them, with its spaces. */
  spokenByline: { phrase: string; and: string };
  /**
   * What its podcasts are about, and their own cover (an https address of a square of 1,400 to 3,000 pixels) if there is one;
   * of its own show, not of its sections', the identifier that it is known by already, and the address that it moves to.
   */
  podcast: { description: string; cover?: string; guid?: string; newFeed?: string };
};

/** A section or region: its slug in addresses and its name in each edition. */
export type Shelf = { slug: string; names: Record<EditionCode, string> };

/** What a newsroom decides without touching code: `newsroom.json`. */
export type NewsroomSettings = {
  /** The newspaper's name, as podcasts, players and search engines show it. */
  name: string;
  editions: Record<EditionCode, EditionSettings>;
  /** `mediaTopics`: the first two digits of the IPTC Media Topics and subject codes whose stories belong here. */
  sections: (Shelf & { mediaTopics: string[] })[];
  regions: Shelf[];
  /** Where a wire story goes whose subjects name no section. */
  wire: { section: string };
  /**
   * Which kinds of articles are episodes, and what directories of podcasts want to know: one of Apple's categories, whom to
   * write to, and the code by which Apple knows the owner of a feed (it stands in `podcast:txt`).
   */
  podcast: {
    kinds?: Kind[];
    category: (typeof appleCategories)[number];
    owner?: { name: string; email: string };
    appleCode?: string;
  };
  narration: {
    /** US dollars that Polly may cost on a day (UTC); beyond, narration waits for the next. */
    dailyBudget: number;
    /** US dollars that one change of a pronunciation may cost in articles that are read aloud anew. */
    renewalBudget: number;
    /** What the account may ask of Polly's neural voices in a second, and how much of it narration may use. */
    requestsPerSecond: number;
    share: number;
  };
};

const namesShape: Shape = ofEach(editionCodes, null);
const voiceShape: Shape = { id: null, engine: null, language: null, marks: null };
const settingsShape: Shape = {
  name: null,
  editions: ofEach(editionCodes, {
    name: null,
    direction: null,
    wordsPerMinute: null,
    voices: { main: voiceShape, quotes: voiceShape, kinds: ofEach(kinds, voiceShape), bylines: { '*': voiceShape } },
    spokenByline: { phrase: null, and: null },
    podcast: { description: null, cover: null, guid: null, newFeed: null },
  }),
  sections: { slug: null, names: namesShape, mediaTopics: null },
  regions: { slug: null, names: namesShape },
  wire: { section: null },
  podcast: { kinds: null, category: null, owner: { name: null, email: null }, appleCode: null },
  narration: { dailyBudget: null, renewalBudget: null, requestsPerSecond: null, share: null },
};

/** @throws Error naming everything that is wrong; bundling and synthesis load this file, so neither gets past it. */
export const newsroom: NewsroomSettings = readNewsroom(settings);

export function readNewsroom(settings: unknown): NewsroomSettings {
  const problems = problemsIn(settings);
  if (problems.length > 0)
    throw new Error(`newsroom.json is not right:\n${problems.map((each) => `  ${each}`).join('\n')}`);
  return settings as NewsroomSettings;
}

type Tree = { [name: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function part(tree: unknown, name: string): unknown {
  return isTree(tree) ? tree[name] : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function ofEach(names: readonly string[], shape: Shape | null): Shape {
  return Object.fromEntries(names.map((name) => [name, shape]));
}

function problemsIn(settings: unknown): string[] {
  const sections = shelvesIn(settings, 'sections');
  const regions = shelvesIn(settings, 'regions');
  const wire = part(part(settings, 'wire'), 'section');
  const topics = new Map<unknown, unknown>();
  const topicProblems = sections.shelves.flatMap((section, index) => {
    const codes = part(section, 'mediaTopics');
    if (!Array.isArray(codes)) return [`sections[${index}].mediaTopics must be a list, which may be empty`];
    return codes.flatMap((code) => {
      const other = topics.get(code);
      topics.set(code, part(section, 'slug'));
      if (typeof code !== 'string' || !/^\d\d$/.test(code))
        return [`sections[${index}].mediaTopics: “${code}” must be two digits`];
      return other === undefined ? [] : [`sections[${index}].mediaTopics: “${code}” leads to “${other}” already`];
    });
  });
  return [
    ...unknownMembers('', settings, settingsShape),
    ...(isName(part(settings, 'name')) ? [] : ['name must be the newspaper’s name']),
    ...editionCodes.flatMap((code) => editionProblems(code, part(part(settings, 'editions'), code))),
    ...podcastProblems(part(settings, 'podcast')),
    ...narrationProblems(part(settings, 'narration')),
    ...sections.problems,
    ...topicProblems,
    ...regions.problems,
    ...(sections.shelves.some((section) => part(section, 'slug') === wire)
      ? []
      : [`wire.section: there is no section “${wire}”`]),
  ];
}

function editionProblems(code: EditionCode, edition: unknown): string[] {
  const at = `editions.${code}`;
  if (!isTree(edition)) return [`${at} is missing`];
  const speed = edition.wordsPerMinute;
  const phrase = part(edition.spokenByline, 'phrase');
  const and = part(edition.spokenByline, 'and');
  const { description, cover, guid, newFeed } = isTree(edition.podcast) ? edition.podcast : {};
  const https = /^https:\/\/[!-~]+$/;
  // (RFC 9562, 4).
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return [
    ...(isName(edition.name) ? [] : [`${at}.name must be a name`]),
    ...(edition.direction === 'ltr' || edition.direction === 'rtl' ? [] : [`${at}.direction must be “ltr” or “rtl”`]),
    ...(typeof speed === 'number' && speed >= 50 && speed <= 1000
      ? []
      : [`${at}.wordsPerMinute must be a number from 50 to 1000`]),
    ...(typeof phrase === 'string' && phrase.includes('{names}') && isName(and) && and.startsWith(' ')
      ? []
      : [`${at}.spokenByline must have a phrase with {names}, and the word “and” with its spaces: “ and ”`]),
    ...voiceProblems(at, edition.voices),
    // Apple takes 4,000 (https://help.apple.com/itc/podcasts_connect/#/itcb54353390), and who is speaking comes behind it.
    ...(isName(description) && new TextEncoder().encode(description).length <= 3900
      ? []
      : [`${at}.podcast.description must say what the podcast is about, in 3,900 bytes at most`]),
    ...optional(
      cover,
      /^https:\/\/(?:(?![?#])[!-~])+\.(?:jpe?g|png)(?:\?[!-~]*)?$/i,
      `${at}.podcast.cover must be an https address that ends in .jpg, .jpeg or .png`,
    ),
    ...optional(guid, uuid, `${at}.podcast.guid must be a UUID`),
    ...optional(newFeed, https, `${at}.podcast.newFeed must be an https address`),
  ];
}

/** What may be left out, but not be wrong. */
function optional(value: unknown, form: RegExp, otherwise: string): string[] {
  return value === undefined || (typeof value === 'string' && form.test(value)) ? [] : [otherwise];
}

function podcastProblems(podcast: unknown): string[] {
  const owner = part(podcast, 'owner');
  return [
    ...kindProblems(part(podcast, 'kinds')),
    ...(appleCategories.some((category) => category === part(podcast, 'category'))
      ? []
      : [`podcast.category must be one of ${appleCategories.join(', ')}`]),
    ...(owner === undefined || isName(part(owner, 'name')) ? [] : ['podcast.owner must have a name']),
    ...(owner === undefined
      ? []
      : optional(part(owner, 'email') ?? '', /^\S+@\S+\.\S+$/, 'podcast.owner must have an email address')),
    ...optional(part(podcast, 'appleCode'), /\S/, 'podcast.appleCode must be the code that Apple shows'),
  ];
}

function kindProblems(listed: unknown): string[] {
  if (listed === undefined) return [];
  if (!Array.isArray(listed) || listed.length === 0) return [`podcast.kinds must list some of ${kinds.join(', ')}`];
  return listed
    .filter((each) => !kinds.some((kind) => kind === each))
    .map((each) => `podcast.kinds: there is no kind “${each}”`);
}

function voiceProblems(at: string, voices: unknown): string[] {
  const named = (group: 'kinds' | 'bylines') =>
    Object.entries(isTree(part(voices, group)) ? (part(voices, group) as Tree) : {}).map(
      ([name, voice]): [string, unknown] => [`${at}.voices.${group}.${name}`, voice],
    );
  const quotes = part(voices, 'quotes');
  const all: [string, unknown][] = [
    [`${at}.voices.main`, part(voices, 'main')],
    ...(quotes === undefined ? [] : [[`${at}.voices.quotes`, quotes] satisfies [string, unknown]]),
    ...named('kinds'),
    ...named('bylines'),
  ];
  return all.flatMap(([name, voice]) => [
    ...(isName(part(voice, 'id')) && isName(part(voice, 'language')) ? [] : [`${name} must have id and language`]),
    ...(engines.some((engine) => engine === part(voice, 'engine'))
      ? []
      : [`${name}.engine must be one of ${engines.join(', ')}`]),
    ...([undefined, 'polly', 'frames'].includes(part(voice, 'marks') as undefined)
      ? []
      : [`${name}.marks must be “polly” or “frames”`]),
    ...(part(voice, 'engine') === 'generative' && part(voice, 'marks') !== 'frames'
      ? [`${name}: the generative engine has no speech marks; say "marks": "frames"`]
      : []),
  ]);
}

function narrationProblems(narration: unknown): string[] {
  const number = (name: string, least: number, most: number) => {
    const value = part(narration, name);
    return typeof value === 'number' && value >= least && value <= most
      ? []
      : [`narration.${name} must be a number from ${least} to ${most}`];
  };
  return [
    ...number('dailyBudget', 0, 1e6),
    ...number('renewalBudget', 0, 1e6),
    ...number('requestsPerSecond', 1, 1000),
    ...number('share', 0.1, 1),
  ];
}

function shelvesIn(settings: unknown, list: 'sections' | 'regions'): { shelves: unknown[]; problems: string[] } {
  const shelves = part(settings, list);
  if (!Array.isArray(shelves) || shelves.length === 0) return { shelves: [], problems: [`${list} must be a list`] };
  const seen = new Set<unknown>();
  const problems = shelves.flatMap((shelf, index) => {
    const slug = part(shelf, 'slug');
    const twice = seen.has(slug);
    seen.add(slug);
    return [
      ...(typeof slug === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)
        ? []
        : [`${list}[${index}].slug “${slug}” must be of small letters, digits and single hyphens`]),
      ...(twice ? [`${list}[${index}].slug “${slug}” stands there twice`] : []),
      ...editionCodes
        .filter((code) => !isName(part(part(shelf, 'names'), code)))
        .map((code) => `${list}[${index}] “${slug}” has no name in the edition ${code}`),
    ];
  });
  return { shelves, problems };
}
