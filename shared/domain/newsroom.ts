import settings from '../../newsroom.json' with { type: 'json' };

/** The language editions. An edition is a language, never a place: places are regions. */
export const editionCodes = ['en', 'es', 'ar'] as const;
export type EditionCode = (typeof editionCodes)[number];

/** Polly's engine and voice for one edition; `language` is Polly's LanguageCode. */
export type Voice = { id: string; engine: 'standard' | 'neural'; language: string };

export type EditionSettings = {
  /** The edition's name in its own language. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** Words a minute for the reading time; 150 is the speed of speech, so that "4 min" also fits listening. */
  wordsPerMinute: number;
  voice: Voice;
};

/** A section or region: its slug in addresses and its name in each edition. */
export type Shelf = { slug: string; names: Record<EditionCode, string> };

/** What a newsroom decides without touching code: `newsroom.json`. */
export type NewsroomSettings = {
  editions: Record<EditionCode, EditionSettings>;
  /** `mediaTopics`: the first two digits of the IPTC Media Topics and subject codes whose stories belong here. */
  sections: (Shelf & { mediaTopics: string[] })[];
  regions: Shelf[];
  /** Where a wire story goes whose subjects name no section. */
  wire: { section: string };
};

/** @throws Error naming everything that is wrong; bundling and synthesis load this file, so neither gets past it. */
export const newsroom: NewsroomSettings = readNewsroom(settings);

export function readNewsroom(settings: unknown): NewsroomSettings {
  const problems = problemsIn(settings);
  if (problems.length > 0) throw new Error(`newsroom.json is not right:\n${problems.map((each) => `  ${each}`).join('\n')}`);
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
      if (typeof code !== 'string' || !/^\d\d$/.test(code)) return [`sections[${index}].mediaTopics: “${code}” must be two digits`];
      return other === undefined ? [] : [`sections[${index}].mediaTopics: “${code}” leads to “${other}” already`];
    });
  });
  return [
    ...editionCodes.flatMap((code) => editionProblems(code, part(part(settings, 'editions'), code))),
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
  const voice = edition.voice;
  return [
    ...(isName(edition.name) ? [] : [`${at}.name must be a name`]),
    ...(edition.direction === 'ltr' || edition.direction === 'rtl' ? [] : [`${at}.direction must be “ltr” or “rtl”`]),
    ...(typeof speed === 'number' && speed >= 50 && speed <= 1000
      ? []
      : [`${at}.wordsPerMinute must be a number from 50 to 1000`]),
    ...(isName(part(voice, 'id')) && isName(part(voice, 'language')) ? [] : [`${at}.voice must have id and language`]),
    ...(['standard', 'neural'].includes(String(part(voice, 'engine')))
      ? []
      : [`${at}.voice.engine must be “standard” or “neural”`]),
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
