/** The language editions. An edition is a language, never a place: places are regions. */
export const editionCodes = ['en', 'es', 'ar'] as const;
export type EditionCode = (typeof editionCodes)[number];

/** Polly's engine and voice for one edition; `language` is Polly's LanguageCode. */
export type Voice = { id: string; engine: 'standard' | 'neural'; language: string };

export type Edition = {
  code: EditionCode;
  /** The edition's name in its own language. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** Words a minute for the reading time; 150 is the speed of speech, so that "4 min" also fits listening. */
  wordsPerMinute: number;
  voice: Voice;
};

const editions: Record<EditionCode, Edition> = {
  en: {
    code: 'en',
    name: 'English',
    direction: 'ltr',
    wordsPerMinute: 150,
    voice: { id: 'Joanna', engine: 'neural', language: 'en-US' },
  },
  es: {
    code: 'es',
    name: 'Español',
    direction: 'ltr',
    wordsPerMinute: 150,
    voice: { id: 'Lucia', engine: 'neural', language: 'es-ES' },
  },
  ar: {
    code: 'ar',
    name: 'العربية',
    direction: 'rtl',
    wordsPerMinute: 150,
    voice: { id: 'Hala', engine: 'neural', language: 'ar-AE' },
  },
};

export function isEditionCode(code: string): code is EditionCode {
  return editionCodes.some((known) => known === code);
}

export function editionOf(code: EditionCode): Edition {
  return editions[code];
}

/** The edition that an article's id begins with (`en-politics-summit` → `en`), or undefined for no id of ours. */
export function editionOfId(id: string): EditionCode | undefined {
  return editionCodes.find((code) => id.startsWith(`${code}-`));
}

/** Minutes to read `words` words in an edition, rounded up, never less than one: 491 words at 150 a minute are 4. */
export function readingMinutes(words: number, edition: Edition): number {
  return Math.max(1, Math.ceil(words / edition.wordsPerMinute));
}
