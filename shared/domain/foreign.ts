import { type Block, joinRuns, type Run } from './blocks.ts';
import type { EditionCode } from './newsroom.ts';
import type { Stretch } from './stretch.ts';

/** A stretch in another language than its edition's; `language` as Polly calls it. */
export type ForeignStretch = Stretch & { language: string };

/** How Polly calls a language whose country nobody has named; these can be said by its voices of other languages. */
const pollyLanguages: Readonly<Record<string, string>> = {
  ar: 'arb',
  ca: 'ca-ES',
  cs: 'cs-CZ',
  cy: 'cy-GB',
  da: 'da-DK',
  de: 'de-DE',
  en: 'en-US',
  es: 'es-ES',
  fi: 'fi-FI',
  fr: 'fr-FR',
  hi: 'hi-IN',
  is: 'is-IS',
  it: 'it-IT',
  ja: 'ja-JP',
  ko: 'ko-KR',
  nb: 'nb-NO',
  nl: 'nl-NL',
  no: 'nb-NO',
  pl: 'pl-PL',
  pt: 'pt-PT',
  ro: 'ro-RO',
  ru: 'ru-RU',
  sv: 'sv-SE',
  tr: 'tr-TR',
  zh: 'cmn-CN',
};

/** Those of its languages that differ by country; of others the country is left out. */
const pollyCountries = new Set(
  'de-AT de-CH en-AU en-GB en-IE en-IN en-NZ en-ZA es-MX es-US fr-BE fr-CA nl-BE pt-BR'.split(' '),
);

/** A language tag (BCP 47) in its canonical form, undefined if it is none. */
export function languageTag(written: string): string | undefined {
  if (written.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(written.trim())[0];
  } catch {
    return undefined;
  }
}

/** What of a passage is marked as in another language, as Polly is told; a language that it does not know is not. */
export function foreignIn(runs: readonly Run[], edition: EditionCode): ForeignStretch[] {
  const stretches: ForeignStretch[] = [];
  let at = 0;
  for (const { text, lang } of runs) {
    const from = at;
    at += text.length;
    const language = lang === undefined || isOwn(lang, edition) ? undefined : pollyLanguage(lang);
    if (language === undefined) continue;
    const last = stretches.at(-1);
    if (last?.to === from && last.language === language) last.to = at;
    else stretches.push({ from, to: at, language });
  }
  return stretches;
}

/** The blocks without the marks that say what goes without saying: that words are in the edition's own language. */
export function withoutOwnLanguage(blocks: readonly Block[], edition: EditionCode): Block[] {
  const runs = (list: readonly Run[]) =>
    joinRuns(
      list.map((run) => {
        const { lang, ...own } = run;
        return lang !== undefined && isOwn(lang, edition) ? own : run;
      }),
    );
  return blocks.map((block) => {
    switch (block.type) {
      case 'paragraph':
      case 'subhead':
      case 'read-more':
        return { ...block, runs: runs(block.runs) };
      case 'quote':
        return { ...block, paragraphs: block.paragraphs.map(runs) };
      case 'list':
        return { ...block, items: block.items.map(runs) };
      case 'table':
        return { ...block, head: block.head.map(runs), rows: block.rows.map((row) => row.map(runs)) };
      case 'footnotes':
        return { ...block, notes: block.notes.map(runs) };
      default:
        return block;
    }
  });
}

function isOwn(tag: string, edition: EditionCode): boolean {
  return tag.split('-')[0] === edition;
}

function pollyLanguage(tag: string): string | undefined {
  const { language, region } = new Intl.Locale(tag);
  const exact = `${language}-${region}`;
  if (pollyCountries.has(exact)) return exact;
  return Object.hasOwn(pollyLanguages, language) ? pollyLanguages[language] : undefined;
}
