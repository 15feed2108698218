import type { AudioFormat } from './encode.ts';
import type { Lexicons } from './lexicons.ts';
import { PollyError } from './polly-error.ts';
import type { Manner, MarkType } from './speak.ts';
import { parseSsml, plainScript } from './ssml.ts';
import type { Speaker } from './ssml-tags.ts';
import { type Engine, engines, type Voice, voices } from './voices.ts';

/** A SynthesizeSpeech request that Polly would accept. */
export type SpeechRequest = {
  /** Of everything that changes the sound: requests with the same key get the same speech. */
  key: string;
  text: string;
  isSsml: boolean;
  speaker: Speaker;
  manner: Manner;
  format: AudioFormat | 'json';
  /** Hz. */
  rate: number;
  markTypes: readonly MarkType[];
  /** Billed characters. */
  billed: number;
};

/** A parsed JSON body; what is in it is checked here. */
export type Body = Record<string, unknown>;

const longestBilled = 3000;
const longestTotal = 6000;
const compressedRates = ['8000', '16000', '22050', '24000', '44100', '48000'];
const rates: Record<AudioFormat, readonly string[]> = {
  mp3: compressedRates,
  ogg_vorbis: compressedRates,
  pcm: ['8000', '16000'],
};
const formats = ['json', 'mp3', 'ogg_opus', 'ogg_vorbis', 'pcm', 'mulaw', 'alaw'];

/** Checks a request as Polly does. Throws {@link PollyError} of the type that Polly answers with. */
export function readSpeechRequest(body: Body, lexicons: Lexicons): SpeechRequest {
  const format = formatOf(body);
  const text = required(body, 'Text');
  const voice = voiceOf(required(body, 'VoiceId'));
  const engine = engineOf(body, voice);
  const language = languageOf(body, voice);
  const isSsml = (oneOf(body, 'TextType', ['text', 'ssml']) ?? 'text') === 'ssml';
  const markTypes = markTypesOf(body, format, engine, isSsml);
  const lexemes = namesOf(body, 'LexiconNames', 5)
    .map((name) => lexicons.get(name))
    .filter((lexicon) => sameLanguage(lexicon.language, language))
    .flatMap((lexicon) => lexicon.lexemes);
  const rate = rateOf(body, format, engine);
  const total = lengthOf(text);
  if (total > longestTotal) throw tooLong(`${total} characters, tags included; the limit is ${longestTotal}`);
  const speaker = { engine, voice: voice.id };
  const { billed } = isSsml ? parseSsml(text, speaker) : plainScript(text);
  if (billed > longestBilled) throw tooLong(`${billed} billed characters; the limit is ${longestBilled}`);
  const key = JSON.stringify([text, isSsml, voice.id, engine, language, lexemes]);
  const manner = { language, variant: voice.variant, lexemes };
  return { key, text, isSsml, speaker, manner, format, rate, markTypes, billed };
}

function tooLong(why: string): PollyError {
  return new PollyError('TextLengthExceededException', `Maximum text length has been exceeded: the text has ${why}`);
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function invalid(why: string): PollyError {
  return new PollyError('ValidationException', `1 validation error detected: ${why}`);
}

function memberName(member: string): string {
  return (member[0] ?? '').toLowerCase() + member.slice(1);
}

function optional(body: Body, member: string): string | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new PollyError('SerializationException', `${member} must be a string`);
  return value;
}

/** A member that the request must have. Throws ValidationException. */
export function required(body: Body, member: string): string {
  const value = optional(body, member);
  if (value === undefined) {
    throw invalid(`Value null at '${memberName(member)}' failed to satisfy constraint: Member must not be null`);
  }
  return value;
}

function oneOf(body: Body, member: string, allowed: readonly string[]): string | undefined {
  const value = optional(body, member);
  if (value !== undefined && !allowed.includes(value)) throw notInSet(value, member, allowed);
  return value;
}

function notInSet(value: string, member: string, allowed: readonly string[]): PollyError {
  return invalid(
    `Value '${value}' at '${memberName(member)}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
  );
}

function namesOf(body: Body, member: string, most: number): string[] {
  const value = body[member] ?? [];
  if (!Array.isArray(value)) throw new PollyError('SerializationException', `${member} must be a list of strings`);
  if (value.length > most) {
    throw invalid(
      `Value at '${memberName(member)}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  }
  return value.map((name: unknown) => {
    if (typeof name === 'string') return name;
    throw new PollyError('SerializationException', `${member} must be a list of strings`);
  });
}

function formatOf(body: Body): AudioFormat | 'json' {
  const format = oneOf({ OutputFormat: required(body, 'OutputFormat') }, 'OutputFormat', formats);
  if (format === 'json' || format === 'mp3' || format === 'ogg_vorbis' || format === 'pcm') return format;
  throw new PollyError(
    'NotImplementedException',
    `SynthesizeSpeech with the OutputFormat ${format} is not part of the local Polly: it makes mp3, ogg_vorbis, pcm and json`,
  );
}

function voiceOf(id: string): Voice {
  const voice = voices.find((voice) => voice.id === id);
  if (voice === undefined)
    throw notInSet(
      id,
      'VoiceId',
      voices.map((voice) => voice.id),
    );
  return voice;
}

function engineOf(body: Body, voice: Voice): Engine {
  const wanted = oneOf(body, 'Engine', engines) ?? 'standard';
  const engine = voice.engines.find((engine) => engine === wanted);
  if (engine === undefined) {
    throw new PollyError(
      'EngineNotSupportedException',
      `The voice ${voice.id} does not support the selected engine ${wanted}: it supports ${voice.engines.join(', ')}`,
    );
  }
  return engine;
}

function languageOf(body: Body, voice: Voice): string {
  const language = optional(body, 'LanguageCode') ?? voice.languageCode;
  if (language === voice.languageCode || voice.alsoSpeaks.includes(language)) return language;
  throw new PollyError(
    'LanguageNotSupportedException',
    `The voice ${voice.id} does not speak the language ${language}`,
  );
}

/** `arb` and `ar-AE` are both Arabic. */
function sameLanguage(one: string, other: string): boolean {
  return one.slice(0, 2).toLowerCase() === other.slice(0, 2).toLowerCase();
}

function markTypesOf(body: Body, format: string, engine: Engine, isSsml: boolean): MarkType[] {
  const names = namesOf(body, 'SpeechMarkTypes', 4);
  if (format !== 'json') {
    if (names.length === 0) return [];
    throw new PollyError('MarksNotSupportedForFormatException', 'Speech marks come with the OutputFormat json only');
  }
  if (names.length === 0)
    throw invalid("Value null at 'speechMarkTypes' failed to satisfy constraint: json needs SpeechMarkTypes");
  if (engine === 'generative') throw invalid("Value at 'speechMarkTypes': the generative engine makes no speech marks");
  return names.map((name) => {
    if (name === 'ssml' && !isSsml) {
      throw new PollyError(
        'SsmlMarksNotSupportedForTextTypeException',
        'SSML speech marks come with the TextType ssml only',
      );
    }
    if (name === 'sentence' || name === 'ssml' || name === 'word') return name;
    if (name !== 'viseme') throw notInSet(name, 'SpeechMarkTypes', ['sentence', 'ssml', 'viseme', 'word']);
    throw new PollyError(
      'NotImplementedException',
      'SynthesizeSpeech with viseme marks is not part of the local Polly',
    );
  });
}

function rateOf(body: Body, format: AudioFormat | 'json', engine: Engine): number {
  const compressed = engine === 'standard' ? '22050' : '24000';
  const rate = optional(body, 'SampleRate') ?? (format === 'pcm' ? '16000' : compressed);
  if (format !== 'json' && !rates[format].includes(rate)) {
    throw new PollyError(
      'InvalidSampleRateException',
      `The sample rate ${rate} is not valid for ${format}: ${rates[format].join(', ')} are`,
    );
  }
  return Number(rate);
}
