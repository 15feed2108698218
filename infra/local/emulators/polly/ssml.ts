import { PollyError } from './polly-error.ts';
import { pauseOf, plainStyle, type Speaker, type Style, styleInside, tagProblem } from './ssml-tags.ts';
import { characterAt, isXmlSpace, XmlError, type XmlToken, xmlTokens } from './xml-tokens.ts';

/** A stretch of the request; counts UTF-16 units. */
export type Span = { start: number; end: number };

/**
 * Text that is spoken in one go. For each UTF-16 unit of `text`, `starts` and `ends` tell where in the request it was
 * written: an entity's one character covers all of `&amp;`. `marks` are `<mark>` tags, `at` a place in `text`.
 */
export type Run = {
  kind: 'run';
  text: string;
  starts: number[];
  ends: number[];
  style: Style;
  marks: { at: number; name: string; span: Span }[];
};

/** Silence; `tag` is the `<break>` that asked for it, `endsSentence` the edge of a `<p>` or `<s>`. */
export type Pause = { kind: 'pause'; ms: number; tag: Span | undefined; endsSentence: boolean };

/** What is to be said, in order, and how many characters (code points) of it are billed: tags are not. */
export type Script = { pieces: (Run | Pause)[]; billed: number };

/** Plain text as a script. */
export function plainScript(source: string): Script {
  const run = emptyRun(plainStyle);
  let billed = 0;
  for (let at = 0; at < source.length; billed++) at = append(run, source, at, readPlain);
  return { pieces: [run], billed };
}

function readPlain(source: string, at: number): { text: string; end: number } {
  const text = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return { text, end: at + text.length };
}

/** SSML as a script. Throws InvalidSsmlException ({@link PollyError}) with the reason. */
export function parseSsml(source: string, speaker: Speaker): Script {
  const reading: Reading = { source, speaker, pieces: [], billed: 0, open: [], rooted: false };
  try {
    for (const token of xmlTokens(source)) {
      if (token.kind === 'text') readText(reading, token);
      else if (token.kind === 'open') readOpening(reading, token);
      else readClosing(reading, token.name);
    }
  } catch (error) {
    throw error instanceof XmlError ? invalid(error.message) : error;
  }
  const unclosed = reading.open.at(-1);
  if (unclosed !== undefined) throw invalid(`<${unclosed.name}> is never closed`);
  if (!reading.rooted) throw invalid('it must begin with <speak>');
  return { pieces: reading.pieces, billed: reading.billed };
}

type Reading = Script & { source: string; speaker: Speaker; open: { name: string; style: Style }[]; rooted: boolean };

function invalid(why: string): PollyError {
  return new PollyError('InvalidSsmlException', `Invalid SSML request: ${why}`);
}

function emptyRun(style: Style): Run {
  return { kind: 'run', text: '', starts: [], ends: [], style, marks: [] };
}

/** The run that goes on, or a new one where the style has changed. */
function currentRun(reading: Reading, style: Style): Run {
  const last = reading.pieces.at(-1);
  if (last?.kind === 'run' && last.style === style) return last;
  const run = emptyRun(style);
  reading.pieces.push(run);
  return run;
}

function append(run: Run, source: string, at: number, read: typeof readPlain): number {
  const { text, end } = read(source, at);
  run.text += text;
  for (let unit = 0; unit < text.length; unit++) {
    // Each half of a surrogate pair has its own place, so that places grow with the text.
    const written = end - at === text.length;
    run.starts.push(written ? at + unit : at);
    run.ends.push(written ? at + unit + 1 : end);
  }
  return end;
}

function readText(reading: Reading, { start, end }: Span): void {
  const { source } = reading;
  const inside = reading.open.at(-1);
  let at = start;
  if (inside === undefined) {
    while (at < end && isXmlSpace(source.charCodeAt(at))) at++;
    if (at < end) throw invalid(`text stands outside <speak> at character ${at + 1}`);
    return;
  }
  const run = currentRun(reading, inside.style);
  for (; at < end; reading.billed++) at = append(run, source, at, characterAt);
}

function readOpening(reading: Reading, tag: XmlToken & { kind: 'open' }): void {
  const { name, attributes } = tag;
  const inside = reading.open.at(-1);
  if (inside === undefined) {
    if (reading.rooted) throw invalid(`<${name}> stands outside <speak>`);
    if (name !== 'speak') throw invalid(`it must begin with <speak>, not <${name}>`);
    reading.rooted = true;
    if (!tag.selfClosing) reading.open.push({ name, style: plainStyle });
    return;
  }
  if (name === 'speak') throw invalid('<speak> stands inside <speak>');
  const problem = tagProblem(name, attributes, reading.speaker);
  if (problem !== undefined) throw invalid(problem);
  const style = styleInside(name, attributes, inside.style);
  if ('problem' in style) throw invalid(style.problem);
  const span = { start: tag.start, end: tag.end };
  if (name === 'mark') {
    const run = currentRun(reading, inside.style);
    run.marks.push({ at: run.text.length, name: attributes.get('name') ?? '', span });
  } else if (name === 'break') {
    const ms = pauseOf(attributes);
    if (typeof ms !== 'number') throw invalid(ms.problem);
    reading.pieces.push({ kind: 'pause', ms, tag: span, endsSentence: false });
  } else if (name === 'p' || name === 's') {
    reading.pieces.push({ kind: 'pause', ms: 0, tag: undefined, endsSentence: true });
  }
  if (!tag.selfClosing) reading.open.push({ name, style });
}

const pausesAfter: Record<string, number> = { p: 600, s: 250 };

function readClosing(reading: Reading, name: string): void {
  const opened = reading.open.pop();
  if (opened?.name !== name) {
    throw invalid(opened === undefined ? `</${name}> closes nothing` : `</${name}> closes <${opened.name}>`);
  }
  const ms = pausesAfter[name];
  if (ms !== undefined) reading.pieces.push({ kind: 'pause', ms, tag: undefined, endsSentence: true });
}
