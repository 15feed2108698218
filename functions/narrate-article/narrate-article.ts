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
import { flawOf, joinTakes, type Timings } from '../../shared/domain/speech-marks.ts';
import { webVttOf } from '../../shared/domain/web-vtt.ts';
import type { Ports } from '../../shared/ports.ts';
import { earlierTakes, type Spent, speakUnits } from './speak-units.ts';

export type Needs = Pick<Ports, 'articles' | 'narrator' | 'shelf' | 'announcer' | 'now' | 'hash'>;

/** What woke us: the announcement's type, article and revision. */
export type Call = { type: string; article: string; revision: number };

export type Narrated = 'ready' | 'unchanged' | 'removed' | 'not-visible' | 'overtaken';

/**
 * Has an article read aloud: plans what is said, takes what an earlier version already said, has Polly say the rest,
 * joins it, stores it, attaches it to the very text it was made from, and says that it is ready. The queue's message is
 * kept until all that is done, so a crash anywhere repeats it; what is attached already is only announced again.
 */
export async function narrateArticle(call: Call, needs: Needs): Promise<Narrated> {
  if (call.type === 'article.withdrawn') return await removeAudio(call.article, needs);
  const found = await needs.articles.open(call.article);
  const showing = found === undefined ? undefined : showingOf(found.record);
  if (found === undefined || showing === undefined || !isVisible(showing, needs.now())) return 'not-visible';
  const { record, blocks } = found;
  if (record.article === undefined) return 'not-visible';

  const script = scriptOf(record.article, blocks);
  const { voice } = editionOf(record.article.edition);
  const speechHash = needs.hash(scoreOf(script, voice));
  const earlier = record.narration?.state === 'ready' ? record.narration : undefined;
  if (earlier?.speechHash === speechHash) {
    if (earlier.revision === call.revision) await announceReady(record, earlier, needs);
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
  const paths = await needs.shelf.keep(record.id, { mp3: recording.mp3, vtt, timings });
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
    const next: ArticleRecord = { ...record, narration, version: record.version + 1 };
    if (await needs.articles.attach(next, record, body)) {
      await announceReady(next, narration, needs);
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

async function announceReady(record: ArticleRecord, narration: ReadyNarration, needs: Needs): Promise<void> {
  for (const announcement of narrationReady(record, narration)) await needs.announcer.announce(announcement);
}

/**
 * The audio of a withdrawn article goes at once. Its record forgets it first, so that an article that comes back never
 * counts on audio that is about to go; one that is back already keeps its own.
 */
async function removeAudio(id: string, needs: Needs): Promise<Narrated> {
  const record = await needs.articles.find(id);
  if (record === undefined || record.state === 'live') return 'unchanged';
  const { narration, ...silent } = record;
  if (narration !== undefined && !(await needs.articles.settle({ ...silent, version: record.version + 1 }, record))) {
    return await removeAudio(id, needs);
  }
  await needs.shelf.removeAll(id);
  return 'removed';
}
