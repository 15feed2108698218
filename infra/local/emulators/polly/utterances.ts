import { longestUtterance } from './espeak.ts';
import type { Lexeme } from './lexicons.ts';
import type { Run } from './ssml.ts';

/** What eSpeak NG is given: `places[n]` tells from where in the run's text its code point n comes. */
export type Utterance = { spoken: string; places: number[] };

const ands: Record<string, string> = { en: ' and ', es: ' y ', ar: ' و ' };

/**
 * A run's text as eSpeak NG can say it. It takes text for SSML and some control characters for commands, so neither
 * reaches it; words that a lexicon replaces are replaced; long texts are cut at a space.
 */
export function utterancesOf(run: Run, language: string, lexemes: readonly Lexeme[]): Utterance[] {
  const utterances: Utterance[] = [];
  let current: Utterance = { spoken: '', places: [] };
  const say = (text: string, place: number) => {
    for (const character of text) {
      const full = current.places.length;
      if (full >= longestUtterance || (full >= longestUtterance * 0.9 && character === ' ')) {
        utterances.push(current);
        current = { spoken: '', places: [] };
      }
      current.spoken += sayable(character, language);
      for (const _ of sayable(character, language)) current.places.push(place);
    }
  };
  const { text, style } = run;
  if (style.alias !== undefined) say(style.alias, 0);
  else {
    let inWord = false;
    for (let at = 0; at < text.length; ) {
      const replaced: Replacement | undefined = inWord ? undefined : replacementAt(text, at, lexemes);
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      say(replaced?.alias ?? character, at);
      inWord = replaced === undefined && isWordCharacter(character);
      at += replaced?.length ?? character.length;
    }
  }
  if (current.spoken.trim() !== '') utterances.push(current);
  return utterances.filter(({ spoken }) => spoken.trim() !== '');
}

function sayable(character: string, language: string): string {
  if (character === '&') return ands[language.split('-')[0] ?? ''] ?? ' ';
  return character === '<' || character === '>' || /[\p{Cc}\p{Cs}]/u.test(character) ? ' ' : character;
}

type Replacement = { alias: string; length: number };

function replacementAt(text: string, at: number, lexemes: readonly Lexeme[]): Replacement | undefined {
  for (const { graphemes, alias } of lexemes) {
    if (alias === undefined) continue;
    for (const grapheme of graphemes) {
      if (
        text.startsWith(grapheme, at) &&
        !isWordCharacter(text.slice(at + grapheme.length, at + grapheme.length + 2))
      ) {
        return { alias, length: grapheme.length };
      }
    }
  }
  return undefined;
}

function isWordCharacter(text: string): boolean {
  return /^[\p{L}\p{N}\p{M}]/u.test(text);
}
