import { narrationReady } from '../../shared/domain/announcement.ts';
import { type ArticleRecord, isVisible, showingOf } from '../../shared/domain/article.ts';
import { type Block, textOfBlock } from '../../shared/domain/blocks.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import {
  headlinePlace,
  newestAudio,
  type ReadyNarration,
  scoreOf,
  scriptOf,
  speechOf,
  standfirstPlace,
  type Unit,
} from '../../shared/domain/narration.ts';
import { inWindow, mediaWindow } from '../../shared/domain/media.ts';
import { narrationNote } from '../../shared/domain/receipt.ts';
import { flawOf, joinTakes, type Timings } from '../../shared/domain/speech-marks.ts';
import { webVttOf } from '../../shared/domain/web-vtt.ts';
import type { Ports } from '../../shared/ports.ts';
import { earlierTakes, type Spent, speakUnits } from './speak-units.ts';

export type Needs = Pick<
  Ports,
  'articles' | 'narrator' | 'shelf' | 'media' | 'announcer' | 'uploads' | 'newsroom' | 'now' | 'hash'
>;

/** What woke us: an announcement's type, article and revision, or a word that audio is wanted ahead of time. */
export type Call = { type: string; article: string; revision: number };

export type Narrated = 'ready' | 'unchanged' | 'removed' | 'not-live' | 'overtaken';

/**
 * Has an article read aloud: plans what is said, takes what an earlier version already said, has Polly say the rest,
 * joins it, stores it, attaches it to the very text it was made from, and says that it is ready. The queue's message is
 * kept until all that is done, so a crash anywhere repeats it; what is attached already is only announced again.
 */
export async function narrateArticle(call: Call, needs: Needs): Promise<Narrated> {
  if (call.type === 'article.withdrawn') return await removeAudio(call.article, needs);
  const found = await needs.articles.open(call.article);
  if (found?.record.article === undefined || found.record.state !== 'live') return 'not-live';
  const { record, blocks } = found;

  const script = scriptOf(found.record.article, blocks);
  const { voice } = editionOf(found.record.article.edition);
  const speechHash = needs.hash(scoreOf(script, voice));
  const earlier = record.narration?.state === 'ready' ? record.narration : undefined;
  if (earlier?.speechHash === speechHash) {
    if (earlier.revision === call.revision) await tellReady(record, earlier, needs);
    return 'unchanged';
  }

  const spent = await speakUnits(script, voice, await earlierTakes(record, needs), needs);
  const narration = await makeNarration(record, blocks, script, speechHash, spent, needs);
  return await attach(record, blocks, narration, needs);
}

async function makeNarration(
  record: ArticleRecord,
  blocks: Block[],
  script: Unit[],
  speechHash: string,
  spent: Spent,
  needs: Needs,
): Promise<ReadyNarration> {
  const { article } = record;
  if (article === undefined) throw new Error(`${record.id} has no article`);
  const { voice } = editionOf(article.edition);
  const recording = joinTakes(script, spent.takes);
  const flaw = flawOf(
    recording,
    script.reduce((sum, unit) => sum + speechOf(unit).billed, 0),
  );
  if (flaw !== undefined) throw new Error(`The narration of ${record.id} sounds wrong: ${flaw}`);
  const textOf = (block: number): string => {
    if (block === headlinePlace) return article.headline;
    if (block === standfirstPlace) return article.standfirst ?? '';
    const found = blocks[block];
    return found === undefined ? '' : textOfBlock(found);
  };
  const timings: Timings = {
    version: 1,
    article: record.id,
    language: voice.language,
    voice: voice.id,
    engine: voice.engine,
    sampleRate: spent.takes[0]?.audio.sampleRate ?? 0,
    durationMs: Math.round(recording.durationMs),
    words: recording.words,
    sentences: recording.sentences,
    units: script.map((unit, index) => [spent.keys[index] ?? '', spent.takes[index]?.audio.count ?? 0, unit.from]),
  };
  const vtt = webVttOf(recording.sentences, textOf);
  const paths = await needs.shelf.keep(record.id, mediaWindow(article), { mp3: recording.mp3, vtt, timings });
  return {
    state: 'ready',
    revision: record.revision,
    madeAt: needs.now().toISOString(),
    speechHash,
    ...paths,
    durationSeconds: Math.round(recording.durationMs) / 1000,
    bytes: recording.mp3.length,
    voice,
    characters: spent.characters,
    chunks: script.length,
    chunksReused: spent.reused,
  };
}

/**
 * Attaches a narration if the article still has the text that it was made from. A change of metadata alone in the
 * meantime does not matter; after a change of text the newer revision's own message makes its own audio.
 */
async function attach(
  read: ArticleRecord,
  blocks: Block[],
  narration: ReadyNarration,
  needs: Needs,
): Promise<Narrated> {
  let record = read;
  let body = blocks;
  for (;;) {
    const placed = await inItsWindow(record, narration, needs);
    const next: ArticleRecord = { ...record, narration: placed, version: record.version + 1 };
    if (await needs.articles.attach(next, record, body, narrationNote(placed, placed.characters))) {
      await tellReady(next, placed, needs);
      return 'ready';
    }
    const again = await needs.articles.open(record.id);
    const pending = again?.record.narration;
    if (again === undefined || pending?.state !== 'pending' || pending.speechHash !== narration.speechHash) break;
    record = again.record;
    body = again.blocks;
  }
  // The same text made the same recording where two workers narrated it at once: then it is the article's now.
  const kept = newestAudio((await needs.articles.find(record.id))?.narration);
  if (kept?.mp3 !== narration.mp3) await needs.shelf.remove(narration);
  return 'overtaken';
}

/** The article's times may have changed while Polly spoke: then its audio opens and closes with the new ones. */
async function inItsWindow({ article }: ArticleRecord, narration: ReadyNarration, needs: Needs): Promise<ReadyNarration> {
  if (article === undefined) return narration;
  const placed = { ...narration };
  for (const file of ['mp3', 'vtt', 'timings'] as const) {
    placed[file] = inWindow(narration[file], mediaWindow(article));
    if (placed[file] !== narration[file]) await needs.media.copy(narration[file], placed[file]);
  }
  return placed;
}

/**
 * Says that the audio is ready, once the article itself can be seen, and completes the receipt of its upload. What is
 * made ahead of time is announced after the article is: its announcement wakes us again.
 */
async function tellReady(record: ArticleRecord, narration: ReadyNarration, needs: Needs): Promise<void> {
  const showing = showingOf(record);
  if (showing !== undefined && isVisible(showing, needs.now())) {
    for (const announcement of narrationReady(record, narration)) await needs.announcer.announce(announcement);
  }
  const receipt = await needs.articles.receipt(record.key, record.sequencer);
  if (receipt === undefined) return;
  await needs.uploads.file(receipt, false);
  await needs.newsroom.report(receipt);
}

/**
 * The audio of a withdrawn article goes at once. Its record forgets it first, so that an article that comes back never
 * counts on audio that is about to go; one that is back already keeps its own.
 */
async function removeAudio(id: string, needs: Needs): Promise<Narrated> {
  const record = await needs.articles.find(id);
  if (record === undefined || record.state === 'live') return 'unchanged';
  const { narration, ...silent } = record;
  if (narration !== undefined && !(await needs.articles.attach({ ...silent, version: record.version + 1 }, record, []))) {
    return await removeAudio(id, needs);
  }
  await needs.media.removeAll(id);
  return 'removed';
}
