import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type Lexicon, openLexicons } from './lexicons.ts';
import { PollyError } from './polly-error.ts';
import type { PollySettings, PollyStats } from './polly-settings.ts';
import type { SpeechMark } from './speak.ts';
import { type Body, readSpeechRequest, required, type SpeechRequest } from './speech-request.ts';
import type { Synthesizer } from './synthesizer.ts';
import { openThrottle } from './throttle.ts';
import { engines, voices } from './voices.ts';

/** What one operation is asked: the URL as parsed, and the JSON of the body. */
export type Call = { method: string; url: URL; body: Body };
/** What it answers. */
export type Answer = { status: number; headers: Record<string, string>; body: Uint8Array };

export type PollyApi = {
  /** Throws {@link PollyError} for what Polly refuses. */
  answer(call: Call): Promise<Answer>;
  /** Changes what is given, and tells what has happened so far. */
  control(settings: PollySettings): PollyStats;
};

type State = {
  synthesizer: Synthesizer;
  lexicons: ReturnType<typeof openLexicons>;
  throttle: ReturnType<typeof openThrottle>;
  settings: Required<PollySettings>;
  stats: Omit<PollyStats, 'syntheses'>;
};

/** Polly's REST API, docs.aws.amazon.com/polly/latest/dg/API_Operations.html, without its tasks and its stream. */
export function openPollyApi(synthesizer: Synthesizer): PollyApi {
  const state: State = {
    synthesizer,
    lexicons: openLexicons(),
    throttle: openThrottle(() => performance.now()),
    settings: { enforce: false, latencyMs: 0, failNext: [] },
    stats: { requests: 0, billed: 0, throttled: 0 },
  };
  return {
    answer: (call) => route(state, call),
    control(settings) {
      Object.assign(state.settings, settings);
      return { ...state.stats, syntheses: synthesizer.syntheses() };
    },
  };
}

async function route(state: State, call: Call): Promise<Answer> {
  const { method, url, body } = call;
  const [version, resource, name, more] = url.pathname.slice(1).split('/');
  const operation = more === undefined && version === 'v1' ? `${method} ${resource}${name ? '/' : ''}` : '';
  switch (operation) {
    case 'POST speech':
      return synthesizeSpeech(state, body);
    case 'GET voices':
      return json(describeVoices(url.searchParams));
    case 'GET lexicons':
      return json({
        Lexicons: state.lexicons.list().map((lexicon) => ({ Name: lexicon.name, Attributes: attributesOf(lexicon) })),
      });
    case 'GET lexicons/': {
      const lexicon = state.lexicons.get(decodeURIComponent(name ?? ''));
      return json({
        Lexicon: { Name: lexicon.name, Content: lexicon.content },
        LexiconAttributes: attributesOf(lexicon),
      });
    }
    case 'PUT lexicons/':
      state.lexicons.put(decodeURIComponent(name ?? ''), required(body, 'Content'));
      return json({});
    case 'DELETE lexicons/':
      state.lexicons.delete(decodeURIComponent(name ?? ''));
      return json({});
    case 'POST synthesisTasks':
      throw notImplemented('StartSpeechSynthesisTask');
    case 'GET synthesisTasks':
      throw notImplemented('ListSpeechSynthesisTasks');
    case 'GET synthesisTasks/':
      throw notImplemented('GetSpeechSynthesisTask');
    case 'POST synthesisStream':
      throw notImplemented('StartSpeechSynthesisStream');
    default:
      throw new PollyError(
        'NotImplementedException',
        `The local Polly knows no operation at ${method} ${url.pathname}`,
      );
  }
}

function notImplemented(operation: string): PollyError {
  return new PollyError(
    'NotImplementedException',
    `${operation} is not part of the local Polly: use SynthesizeSpeech, with up to 3,000 billed characters a request`,
  );
}

function json(answer: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(answer)) };
}

const contentTypes: Record<SpeechRequest['format'], string> = {
  mp3: 'audio/mpeg',
  ogg_vorbis: 'audio/ogg',
  pcm: 'audio/pcm',
  json: 'application/x-json-stream',
};

async function synthesizeSpeech(state: State, body: Body): Promise<Answer> {
  const { settings, stats, synthesizer } = state;
  const failure = settings.failNext.shift();
  if (failure !== undefined)
    throw counted(
      stats,
      new PollyError(failure, failure === 'ThrottlingException' ? 'Rate exceeded' : `${failure}, as it was asked to`),
    );
  const request = readSpeechRequest(body, state.lexicons);
  const leave = enter(state, request);
  try {
    const due = performance.now() + (settings.latencyMs * request.billed) / 1000;
    const made =
      request.format === 'json'
        ? marksBody((await synthesizer.speech(request)).marks, request.markTypes)
        : await synthesizer.audio(request);
    const early = due - performance.now();
    if (early > 0) await wait(early);
    stats.requests++;
    stats.billed += request.billed;
    const headers = {
      'content-type': contentTypes[request.format],
      'x-amzn-requestcharacters': String(request.billed),
    };
    return { status: 200, headers, body: made };
  } finally {
    leave();
  }
}

function enter({ throttle, settings, stats }: State, { speaker }: SpeechRequest): () => void {
  if (!settings.enforce) return () => {};
  try {
    return throttle.enter(speaker.engine);
  } catch (error) {
    throw error instanceof PollyError ? counted(stats, error) : error;
  }
}

function counted(stats: State['stats'], error: PollyError): PollyError {
  if (error.type === 'ThrottlingException') stats.throttled++;
  return error;
}

/** One mark a line, as Polly writes them: `/>` becomes `\/>`. */
function marksBody(marks: readonly SpeechMark[], types: readonly string[]): Uint8Array {
  const lines = marks
    .filter(({ type }) => types.includes(type))
    .map((mark) => `${JSON.stringify(mark).replaceAll('/>', '\\/>')}\n`);
  return Buffer.from(lines.join(''));
}

function describeVoices(query: URLSearchParams): object {
  const engine = query.get('Engine');
  const language = query.get('LanguageCode');
  const additional = query.get('IncludeAdditionalLanguageCodes') === 'true';
  if (engine !== null && !engines.some((known) => known === engine)) {
    throw new PollyError('ValidationException', `'${engine}' is no engine: ${engines.join(', ')} are`);
  }
  const found = voices.filter(
    (voice) =>
      (engine === null || voice.engines.some((known) => known === engine)) &&
      (language === null || voice.languageCode === language || (additional && voice.alsoSpeaks.includes(language))),
  );
  return {
    Voices: found.map((voice) => ({
      Id: voice.id,
      Name: voice.id,
      Gender: voice.gender,
      LanguageCode: voice.languageCode,
      LanguageName: voice.languageName,
      SupportedEngines: voice.engines,
      ...(voice.alsoSpeaks.length > 0 ? { AdditionalLanguageCodes: voice.alsoSpeaks } : {}),
    })),
  };
}

function attributesOf({ name, content, language, alphabet, lexemes, modified }: Lexicon): object {
  return {
    Alphabet: alphabet,
    LanguageCode: language,
    LastModified: modified,
    LexemesCount: lexemes.length,
    LexiconArn: `arn:aws:polly:us-east-1:000000000000:lexicon/${name}`,
    Size: content.length,
  };
}
