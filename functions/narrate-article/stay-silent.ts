import type { ArticleRecord } from '../../shared/domain/article.ts';
import {
  mostAttempts,
  mostFlaws,
  type Narration,
  type NarrationWish,
  newestAudio,
  retryDelay,
  turnedOff,
} from '../../shared/domain/narration.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import type { Ports } from '../../shared/ports.ts';
import { retire } from './attach-narration.ts';
import { silence } from './remove-audio.ts';
import type { Stopped } from './say-unit.ts';

type Needs = Pick<Ports, 'articles' | 'narrations' | 'studio' | 'newsroom' | 'now'>;

/** How often a state is noted on a record that changes meanwhile. */
const mostTries = 3;

/** The day's budget is spent: publishing goes on, narration waits for the next day, and the newsroom is told once. */
export async function pause(
  call: NarrationWish,
  record: ArticleRecord,
  speechHash: string,
  needs: Needs,
): Promise<'paused'> {
  const { narration } = record;
  const isKnown = narration?.state === 'pending' && narration.paused === 'budget';
  // A renewal leaves the audio that there is.
  if (!isKnown && narration?.state !== 'ready') {
    await retire(record, [], needs);
    const paused = { state: 'pending', speechHash, paused: 'budget' } as const;
    if (await attachState(paused, speechHash, record, needs)) {
      const reason = `Today’s budget of $${newsroom.narration.dailyBudget} is spent; it is read aloud tomorrow.`;
      await needs.newsroom.silent({ type: 'narration.paused', article: record.id, reason });
    }
  }
  await needs.narrations.ask(call, 900);
  return 'paused';
}

/**
 * Narration was turned off while an article waited for its voice: it waits no more, nothing is asked for again, and nobody
 * needs to be told of each article. A renewal leaves the audio that there is.
 */
export async function turnOff(
  record: ArticleRecord,
  speechHash: string,
  needs: Needs & Pick<Ports, 'shelf' | 'media'>,
): Promise<'skipped' | 'unchanged'> {
  if (record.narration?.state === 'ready') return 'unchanged';
  await attachState({ state: 'skipped', ...turnedOff }, speechHash, record, needs);
  return await silence(record.id, needs);
}

/** Narration is turned on again, and somebody asks for an article that has none: it waits for its voice like any other. */
export async function turnOn(record: ArticleRecord, speechHash: string, needs: Needs): Promise<void> {
  await attachState({ state: 'pending', speechHash }, speechHash, record, needs);
}

/** What is said already is kept: the next call goes on behind it. */
export async function stop(
  call: NarrationWish,
  record: ArticleRecord,
  speechHash: string,
  stopped: Stopped,
  needs: Needs,
): Promise<'continued' | 'failed'> {
  if (stopped.why === 'out-of-time') {
    await needs.narrations.ask(call);
    return 'continued';
  }
  const attempts = (call.attempt ?? 0) + 1;
  const { reason } = stopped;
  // Each attempt after a flaw is paid for again.
  const flaws = (call.flaws ?? 0) + (stopped.why === 'flawed' ? 1 : 0);
  const isLast = attempts >= mostAttempts || flaws >= mostFlaws;
  // A hiccup of Polly's is nobody's business; one that lasts is.
  if (attempts === 3 || isLast) {
    await needs.newsroom.silent({ type: 'narration.failed', article: record.id, reason });
  }
  // Readers have the text without a voice; the voice of the text before must not be had for ever because of that.
  if (attempts === 1 && record.narration?.state !== 'ready') await retire(record, [], needs);
  // The state is last: a repetition of this call that finds it leaves all else.
  if (!isLast) await needs.narrations.ask({ ...call, attempt: attempts, flaws }, retryDelay(attempts));
  if (record.narration?.state !== 'ready') {
    const failed = { state: 'failed' as const, speechHash, reason, at: needs.now().toISOString(), attempts };
    await attachState({ ...failed, ...(isLast ? { final: true as const } : {}) }, speechHash, record, needs);
  }
  return 'failed';
}

/**
 * Gives a record another state of its voice, with the audio of the text before as the record has it by now, also if its
 * metadata have changed in the meantime; whoever has changed its text or its voice has seen to it.
 */
async function attachState(
  state: Exclude<Narration, { state: 'ready' }>,
  speechHash: string,
  record: ArticleRecord,
  needs: Needs,
): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const opened = await needs.articles.open(record.id);
    if (opened === undefined) return false;
    const { record: now, blocks } = opened;
    const isSame = now.version === record.version || (isSilent(now) && now.narration.speechHash === speechHash);
    if (now.state !== 'live' || !isSame) return false;
    const earlier = newestAudio(now.narration);
    const narration = { ...state, ...(earlier === undefined ? {} : { earlier }) };
    if (await needs.articles.attach({ ...now, narration, version: now.version + 1 }, now, blocks)) return true;
  }
  return false;
}

type Silent = Extract<Narration, { state: 'pending' | 'failed' }>;

function isSilent(record: ArticleRecord): record is ArticleRecord & { narration: Silent } {
  return record.narration?.state === 'pending' || record.narration?.state === 'failed';
}
