import type { Engine } from './voices.ts';
import { espeakVoice } from './voices.ts';

/** How a run of text is spoken. */
export type Style = {
  /** Of `<lang>`; undefined is the voice's own. */
  language: string | undefined;
  /** Times the usual pace. */
  rate: number;
  /** Factor on the samples. */
  gain: number;
  /** Percent of eSpeak's range; 50 is usual. */
  pitch: number;
  /** What is said instead of the text, of `<sub>`. */
  alias: string | undefined;
};

export const plainStyle: Style = { language: undefined, rate: 1, gain: 1, pitch: 50, alias: undefined };

/** Who is to speak the SSML: what is allowed depends on both. */
export type Speaker = { engine: Engine; voice: string };

type Rule = {
  /** Engines that know the tag; all when left out. Generative ignores what it does not know. */
  engines?: readonly Engine[];
  /** Of these attributes the tag needs at least one. */
  needs?: readonly string[];
};

const standardOnly: readonly Engine[] = ['standard', 'generative'];
const newscasters = ['Matthew', 'Joanna', 'Amy', 'Lupe'];

/** Tags by engine, after docs.aws.amazon.com/polly/latest/dg/supportedtags.html. */
const rules: Record<string, Rule> = {
  break: {},
  lang: { needs: ['xml:lang'] },
  mark: { needs: ['name'] },
  p: {},
  phoneme: { needs: ['ph'] },
  prosody: { needs: ['rate', 'volume', 'pitch', 'amazon:max-duration'] },
  s: {},
  'say-as': { needs: ['interpret-as'] },
  sub: { needs: ['alias'] },
  w: { needs: ['role'] },
  emphasis: { engines: standardOnly },
  'amazon:auto-breaths': { engines: standardOnly },
  'amazon:breath': { engines: standardOnly },
  'amazon:effect': { needs: ['name', 'phonation', 'vocal-tract-length'] },
  'amazon:domain': { engines: ['neural', 'generative'], needs: ['name'] },
};

/** Why Polly would refuse this tag from this speaker, or undefined. */
export function tagProblem(name: string, attributes: Map<string, string>, speaker: Speaker): string | undefined {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) return `<${name}> is no tag of Polly's SSML`;
  const { engine } = speaker;
  if (rule.engines !== undefined && !rule.engines.includes(engine))
    return `the ${engine} engine does not support <${name}>`;
  if (rule.needs !== undefined && !rule.needs.some((attribute) => attributes.has(attribute))) {
    return `<${name}> needs the attribute ${rule.needs.join(' or ')}`;
  }
  if (engine === 'neural' || engine === 'long-form') return attributeProblem(name, attributes, speaker);
  return undefined;
}

function attributeProblem(
  name: string,
  attributes: Map<string, string>,
  { engine, voice }: Speaker,
): string | undefined {
  if (name === 'prosody') {
    const refused = ['pitch', 'amazon:max-duration'].find((attribute) => attributes.has(attribute));
    return refused && `the ${engine} engine does not support ${refused} in <prosody>`;
  }
  if (name === 'amazon:effect' && attributes.get('name') !== 'drc') {
    return `of <amazon:effect> the ${engine} engine supports name="drc" only`;
  }
  if (name === 'amazon:domain' && attributes.get('name') === 'news' && !newscasters.includes(voice)) {
    return `the voice ${voice} is no newscaster: ${newscasters.join(', ')} are`;
  }
  return undefined;
}

const strengths: Record<string, number> = {
  none: 0,
  'x-weak': 100,
  weak: 200,
  medium: 400,
  strong: 700,
  'x-strong': 1200,
};

/** Milliseconds of a `<break>`, or a problem: it lasts ten seconds at most. */
export function pauseOf(attributes: Map<string, string>): number | { problem: string } {
  const time = attributes.get('time');
  if (time === undefined) {
    const strength = attributes.get('strength') ?? 'medium';
    return known(strengths, strength) ?? { problem: `“${strength}” is no strength of a <break>` };
  }
  const parts = /^\+?(\d{1,6}(?:\.\d{1,6})?)(ms|s)$/.exec(time.trim());
  if (parts === null) return { problem: `“${time}” is no time of a <break>, such as "400ms" or "2s"` };
  const ms = Number(parts[1]) * (parts[2] === 's' ? 1000 : 1);
  return ms <= 10_000 ? ms : { problem: `a <break> lasts at most 10 seconds, not ${time}` };
}

/** The style inside a tag, or a problem with its attributes. */
export function styleInside(name: string, attributes: Map<string, string>, outer: Style): Style | { problem: string } {
  if (name === 'sub') return { ...outer, alias: attributes.get('alias') };
  if (name === 'lang') {
    const language = attributes.get('xml:lang') ?? '';
    if (espeakVoice(language, 'f2') === undefined) return { problem: `the local Polly does not speak “${language}”` };
    return { ...outer, language };
  }
  if (name !== 'prosody') return outer;
  const rate = factorOf(attributes.get('rate'), outer.rate, rateOf);
  const gain = factorOf(attributes.get('volume'), outer.gain, gainOf);
  const pitch = factorOf(attributes.get('pitch'), outer.pitch, pitchOf);
  if (rate === undefined) return { problem: `“${attributes.get('rate')}” is no rate: x-slow … x-fast, or 20% to 200%` };
  if (gain === undefined) return { problem: `“${attributes.get('volume')}” is no volume: silent … x-loud, or ±6dB` };
  if (pitch === undefined) return { problem: `“${attributes.get('pitch')}” is no pitch: x-low … x-high, or ±10%` };
  return { ...outer, rate, gain, pitch };
}

function factorOf(
  value: string | undefined,
  outer: number,
  read: (value: string) => number | undefined,
): number | undefined {
  return value === undefined ? outer : read(value.trim());
}

function known(table: Record<string, number>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const rates: Record<string, number> = { default: 1, 'x-slow': 0.6, slow: 0.8, medium: 1, fast: 1.25, 'x-fast': 1.6 };
const gains: Record<string, number> = {
  default: 1,
  silent: 0,
  'x-soft': 0.4,
  soft: 0.7,
  medium: 1,
  loud: 1.3,
  'x-loud': 1.6,
};
const pitches: Record<string, number> = { default: 50, 'x-low': 30, low: 40, medium: 50, high: 60, 'x-high': 70 };

function rateOf(value: string): number | undefined {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(value);
  if (percent === null) return known(rates, value);
  const rate = Number(percent[1]) / 100;
  return rate >= 0.2 && rate <= 2 ? rate : undefined;
}

function gainOf(value: string): number | undefined {
  const decibels = /^([+-]\d{1,2}(?:\.\d{1,3})?)dB$/.exec(value);
  return decibels === null ? known(gains, value) : 10 ** (Number(decibels[1]) / 20);
}

function pitchOf(value: string): number | undefined {
  const percent = /^([+-]\d{1,2}(?:\.\d{1,3})?)%$/.exec(value);
  return percent === null ? known(pitches, value) : Math.min(99, Math.max(0, 50 + Number(percent[1])));
}
