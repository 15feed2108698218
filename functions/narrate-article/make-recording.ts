import type { Article, ArticleRecord } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import { chaptersOf } from '../../shared/domain/chapters.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { id3Tag } from '../../shared/domain/id3.ts';
import { mediaWindow } from '../../shared/domain/media.ts';
import type { ReadyNarration } from '../../shared/domain/narration.ts';
import { bylinePlace, headlinePlace, spokenByline, standfirstPlace, type Unit } from '../../shared/domain/script.ts';
import { flawOf, joinTakes, type Recording, type Timings } from '../../shared/domain/speech-marks.ts';
import { standingText } from '../../shared/domain/stretch.ts';
import { webVttOf } from '../../shared/domain/web-vtt.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Bill } from './bill.ts';
import type { Spoken } from './speak-units.ts';

/**
 * Joins what was spoken into one recording with its captions, timings and chapters, and stores it under the article's
 * window of time; or says what is wrong with it, for silence and cut-offs pass as success with Polly.
 */
export async function makeRecording(
  record: Pick<ArticleRecord, 'id' | 'revision'> & { article: Article },
  blocks: Block[],
  script: readonly Unit[],
  speechHash: string,
  { takes, keys }: Spoken,
  bill: Bill,
  needs: Pick<Ports, 'now'> & { shelf: Pick<Ports['shelf'], 'keep'> },
): Promise<ReadyNarration | { flaw: string }> {
  const { article, id } = record;
  const recording = joined(script, takes, keys);
  if ('flaw' in recording) return recording;
  const main = script[0]?.voice ?? editionOf(article.edition).voices.main;
  const byline = spokenByline(article, editionOf(article.edition));
  const around = new Map([
    [headlinePlace, article.headline],
    [standfirstPlace, article.standfirst],
    [bylinePlace, byline],
  ]);
  const textOf = (place: number, from: number, to: number): string => {
    const block = blocks[place];
    return block === undefined ? (around.get(place) ?? '').slice(from, to) : standingText(block, from, to);
  };
  const timings: Timings = {
    version: 1,
    article: id,
    language: main.language,
    voice: main.id,
    engine: main.engine,
    sampleRate: takes[0]?.audio.sampleRate ?? 0,
    durationMs: Math.round(recording.durationMs),
    ...(byline === undefined ? {} : { byline }),
    words: recording.words,
    sentences: recording.sentences,
    units: recording.units,
  };
  const chapters = chaptersOf(article, blocks, recording.sentences, recording.durationMs);
  const tag = id3Tag(article, main, chapters, recording.durationMs);
  const mp3 = new Uint8Array(tag.length + recording.mp3.length);
  mp3.set(tag);
  mp3.set(recording.mp3, tag.length);
  const files = await needs.shelf.keep(id, mediaWindow(article), {
    mp3,
    vtt: webVttOf(recording.sentences, textOf),
    timings,
    ...(chapters.length === 0 ? {} : { chapters: JSON.stringify({ version: '1.2.0', chapters }) }),
  });
  return {
    state: 'ready',
    revision: record.revision,
    madeAt: needs.now().toISOString(),
    speechHash,
    ...files,
    durationSeconds: Math.round(recording.durationMs) / 1000,
    bytes: mp3.length,
    voice: main,
    characters: bill.characters + bill.before.characters,
    cost: Math.round((bill.cost + bill.before.cost) * 1e6) / 1e6,
    chunks: script.length,
    chunksReused: bill.reused,
  };
}

/** Takes that do not go together are a flaw like others: the newsroom hears of it. */
function joined(...parts: Parameters<typeof joinTakes>): Recording | { flaw: string } {
  try {
    const recording = joinTakes(...parts);
    const flaw = flawOf(recording);
    return flaw === undefined ? recording : { flaw };
  } catch (error) {
    return { flaw: error instanceof Error ? error.message : String(error) };
  }
}
