import type { Article } from './article.ts';
import { type Engine, newsroom, type Voice, type Voices } from './newsroom.ts';

/** Polly's list prices in US dollars a million characters, for speech and for marks alike (https://aws.amazon.com/polly/pricing/). */
const dollarsPerMillion: Record<Engine, number> = { standard: 4, neural: 16, 'long-form': 100, generative: 30 };

/** What so many characters cost, in US dollars. */
export function costOf(characters: number, engine: Engine): number {
  return (characters * dollarsPerMillion[engine]) / 1e6;
}

/** Who reads an article: its first author's own voice, else that of its kind, else the edition's; quotes the second voice. */
export function voiceOf({ edition, kind, byline }: Article, role: 'main' | 'quotes'): Voice {
  const voices: Voices = newsroom.editions[edition].voices;
  const author = byline[0] === undefined ? undefined : voices.bylines?.[byline[0].name];
  const main = author ?? voices.kinds?.[kind] ?? voices.main;
  if (role === 'main' || voices.quotes === undefined) return main;
  // Two voices that sound alike would make a quote of nobody.
  return voices.quotes.id === main.id ? voices.main : voices.quotes;
}

/** Whether its times come from the audio's frames instead of Polly's speech marks. */
export function usesFrames({ engine, marks }: Voice): boolean {
  return marks === 'frames' || engine === 'generative';
}

/** What Polly bills for so many characters: as many again for the marks of them, where marks are asked for. */
export function billedWithMarks(characters: number, voice: Voice): number {
  return characters * (usesFrames(voice) ? 1 : 2);
}
