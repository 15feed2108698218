export type Engine = 'standard' | 'neural' | 'long-form' | 'generative';

/** A voice as DescribeVoices lists it, and the eSpeak NG variant that stands in for it. */
export type Voice = {
  id: string;
  gender: 'Female' | 'Male';
  languageCode: string;
  languageName: string;
  engines: readonly Engine[];
  /** Languages that a bilingual voice speaks besides its own. */
  alsoSpeaks: readonly string[];
  /** Variant of eSpeak NG: `f2`, `m3`, … */
  variant: string;
};

export const engines: readonly Engine[] = ['standard', 'neural', 'long-form', 'generative'];

function voice(
  id: string,
  variant: string,
  languageCode: string,
  languageName: string,
  engines: readonly Engine[],
  alsoSpeaks: readonly string[] = [],
): Voice {
  return {
    id,
    gender: variant[0] === 'f' ? 'Female' : 'Male',
    languageCode,
    languageName,
    engines,
    alsoSpeaks,
    variant,
  };
}

/**
 * Polly's voices in English, Spanish and Arabic with their engines, so that an edition that AWS would refuse is refused
 * here as well. How they sound is eSpeak's: women and men differ, and no more.
 */
export const voices: readonly Voice[] = [
  voice('Joanna', 'f2', 'en-US', 'US English', ['standard', 'neural', 'generative']),
  voice('Matthew', 'm3', 'en-US', 'US English', ['neural', 'generative']),
  voice('Ruth', 'f3', 'en-US', 'US English', ['neural', 'long-form', 'generative']),
  voice('Danielle', 'f4', 'en-US', 'US English', ['neural', 'long-form', 'generative']),
  voice('Amy', 'f2', 'en-GB', 'British English', ['standard', 'neural', 'generative']),
  voice('Brian', 'm3', 'en-GB', 'British English', ['standard', 'neural', 'generative']),
  voice('Lucia', 'f2', 'es-ES', 'Castilian Spanish', ['standard', 'neural', 'generative']),
  voice('Sergio', 'm3', 'es-ES', 'Castilian Spanish', ['neural', 'generative']),
  voice('Lupe', 'f2', 'es-US', 'US Spanish', ['standard', 'neural', 'generative']),
  voice('Pedro', 'm3', 'es-US', 'US Spanish', ['neural', 'generative']),
  voice('Mia', 'f3', 'es-MX', 'Mexican Spanish', ['standard', 'neural', 'generative']),
  voice('Andres', 'm4', 'es-MX', 'Mexican Spanish', ['neural', 'generative']),
  voice('Zeina', 'f2', 'arb', 'Arabic', ['standard']),
  voice('Hala', 'f3', 'ar-AE', 'Gulf Arabic', ['neural'], ['en-US']),
  voice('Zayd', 'm3', 'ar-AE', 'Gulf Arabic', ['neural'], ['en-US']),
];

/** The name of eSpeak's voice for a language tag, or undefined where this emulator has none for that language. */
export function espeakVoice(language: string, variant: string): string | undefined {
  const spoken = espeakLanguages[language] ?? espeakLanguages[language.split('-')[0] ?? ''];
  return spoken === undefined ? undefined : `${spoken}+${variant}`;
}

const espeakLanguages: Record<string, string> = {
  en: 'en-us',
  'en-GB': 'en-gb',
  es: 'es',
  'es-US': 'es-419',
  'es-MX': 'es-419',
  ar: 'ar',
  arb: 'ar',
  fr: 'fr',
  de: 'de',
  it: 'it',
  pt: 'pt',
  'pt-BR': 'pt-br',
  ca: 'ca',
  nl: 'nl',
  pl: 'pl',
  ru: 'ru',
  tr: 'tr',
};

/** A tag that `Intl` understands: Polly calls Modern Standard Arabic `arb`. */
export function intlLanguage(language: string): string {
  return language === 'arb' ? 'ar' : language;
}
