import { intlLanguage } from './voices.ts';

/** Stands between two paragraphs or marked sentences: a sentence always ends there. */
export const sentenceEnd = '\u2029';

/** A stop after one of these ends no sentence, nor one after an initial. */
const abbreviation =
  /(?:^|[\s.("“«])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|No|vs|etc|Sr|Sra|Srta|Dra|Lic|Ing|Ud|Uds|EE|UU)\.\s*$/u;

const segmenters = new Map<string, Intl.Segmenter>();

/** A segmenter; they are slow to make. */
export function segmenterFor(language: string, granularity: 'word' | 'sentence'): Intl.Segmenter {
  const key = `${language} ${granularity}`;
  const segmenter = segmenters.get(key) ?? new Intl.Segmenter(intlLanguage(language), { granularity });
  segmenters.set(key, segmenter);
  return segmenter;
}

/** Where sentences begin and end in a text, without the space around them. A line that merely wraps ends none. */
export function sentencesOf(text: string, language: string): { from: number; to: number }[] {
  const unwrapped = text.replace(/\s+/g, (gap) =>
    gap.includes(sentenceEnd) || gap.indexOf('\n') !== gap.lastIndexOf('\n') ? gap : ' '.repeat(gap.length),
  );
  const sentences: { from: number; to: number }[] = [];
  let begin = 0;
  for (const { index, segment } of segmenterFor(language, 'sentence').segment(unwrapped)) {
    const end = index + segment.length;
    const goesOn = end < text.length && !segment.endsWith(sentenceEnd) && abbreviation.test(segment.slice(-12));
    if (goesOn) continue;
    const whole = unwrapped.slice(begin, end);
    const words = whole.trim();
    if (words !== '') {
      const from = begin + whole.indexOf(words);
      sentences.push({ from, to: from + words.length });
    }
    begin = end;
  }
  return sentences;
}
