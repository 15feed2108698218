import type { Article, ArticleRecord } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import {
  mostAttempts,
  mostFlaws,
  type Narration,
  type NarrationCall,
  newestAudio,
  retryDelay,
} from '../../shared/domain/narration.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import { scoreOf, scriptOf, type Unit } from '../../shared/domain/script.ts';
import type { Ports } from '../../shared/ports.ts';
import { attachNarration, retire, tellReady } from './attach-narration.ts';
import { dayOf, lostSoFar, openBill, openEntry } from './bill.ts';
import { makeRecording } from './make-recording.ts';
import { removeAudio, removeRetired, silence } from './remove-audio.ts';
import type { Stopped } from './say-unit.ts';
import { earlierTakes, type Spoken, speakUnits } from './speak-units.ts';

export type Needs = Pick<
  Ports,
  | 'articles'
  | 'narrator'
  | 'narrations'
  | 'cache'
  | 'studio'
  | 'shelf'
  | 'media'
  | 'announcer'
  | 'uploads'
  | 'newsroom'
  | 'now'
  | 'hash'
> & {
  /** Milliseconds until this run is cut off. */
  remaining: () => number;
  /** This run's name, which no other has, nor a repetition of it. */
  run: string;
  /** Lets so many milliseconds pass. */
  wait?: (ms: number) => Promise<void>;
};

export type Narrated =
  | 'ready'
  | 'unchanged'
  | 'removed'
  | 'not-live'
  | 'skipped'
  | 'overtaken'
  | 'busy'
  | 'paused'
  | 'continued'
  | 'failed';

type ToNarrate = Exclude<NarrationCall, { type: 'narration.retired' }>;
type LiveRecord = ArticleRecord & { article: Article };

/** The last unit may take so much of the function's time, in milliseconds, and joining, storing and attaching the rest. */
const closingTime = 60_000;
/** A claim ends by itself, for whoever made it may have been killed. */
const claimMs = 6 * 60_000;
/** How often a state is noted on a record that changes meanwhile. */
const mostTries = 3;

/**
 * Has an article read aloud: plans what is said, takes what was said before, has Polly say the rest, joins it, stores it,
 * attaches it to the very text it was made from, and says that it is ready. Whatever stops it, the article stays live, its
 * state says why it is silent, and a later call goes on where this one stopped.
 */
export async function narrateArticle(call: NarrationCall, needs: Needs): Promise<Narrated> {
  if (call.type === 'narration.retired') {
    // Not while a recording is made, which may be the same again.
    return await alone([articleClaim(call.article)], call, needs, () => removeRetired(call, needs));
  }
  if (call.type === 'article.withdrawn') return await removeAudio(call.article, needs);
  const found = await needs.articles.open(call.article);
  if (found?.record.article === undefined || found.record.state !== 'live') return 'not-live';
  const { blocks } = found;
  const record: LiveRecord = { ...found.record, article: found.record.article };
  const { narration } = record;
  if (narration?.state === 'skipped') {
    await silence(record, blocks, needs);
    return 'skipped';
  }
  // A later version has a call of its own; a renewal is of what there is now.
  const isOld = call.type !== 'narration.renewed' && call.revision < record.revision;
  if (call.attempt !== undefined && isOld) return 'overtaken';
  // So has a later attempt: of several calls for one text, one alone is tried again and again.
  if (call.attempt !== undefined && narration?.state === 'failed' && narration.attempts !== call.attempt) {
    return 'overtaken';
  }

  const script = scriptOf(record.article, blocks);
  const speechHash = needs.hash(scoreOf(script));
  if (narration?.state === 'ready' && narration.speechHash === speechHash && call.type !== 'narration.renewed') {
    if (narration.revision === call.revision) await tellReady(record, narration, needs);
    return 'unchanged';
  }
  if (await isBudgetSpent(needs)) return await pause(call, record, speechHash, needs);

  // The same words are paid for once, and the versions of one article are read one after the other.
  return await alone([articleClaim(record.id), `speech/${speechHash}`], call, needs, () =>
    narrate(call, record, blocks, script, speechHash, needs),
  );
}

const articleClaim = (id: string) => `narration/${id}`;

/** Does what nobody else may do meanwhile, or has the call come again soon. */
async function alone(
  claims: string[],
  call: NarrationCall,
  needs: Needs,
  work: () => Promise<Narrated>,
): Promise<Narrated> {
  const now = needs.now();
  if (!(await needs.studio.claim(claims, needs.run, new Date(now.getTime() + claimMs), now))) {
    await needs.narrations.ask(call, 15);
    return 'busy';
  }
  try {
    return await work();
  } finally {
    await needs.studio.free(claims, needs.run);
  }
}

async function narrate(
  call: ToNarrate,
  record: LiveRecord,
  blocks: Block[],
  script: Unit[],
  speechHash: string,
  needs: Needs,
): Promise<Narrated> {
  const lexicon = await needs.studio.lexicon(record.article.edition);
  const earlier = await earlierTakes(record, needs);
  const bill = openBill(call.lost);
  const entry = openEntry(record, bill, needs);
  const result = await speakUnits(script, lexicon, earlier, bill, {
    ...needs,
    payer: `${record.id}@${record.revision}`,
    isTimeShort: () => needs.remaining() < closingTime,
    goOn: entry.goOn,
  });
  if ('stopped' in result) {
    await entry.close();
    return await stop({ ...call, lost: lostSoFar(call, bill) }, record, speechHash, result.stopped, needs);
  }
  const isSame = isAsBefore(record, result.spoken, earlier);
  // Nothing is saved where nothing had to be done.
  await entry.close(isSame ? undefined : { reused: bill.reused, saved: bill.saved });
  if (isSame) {
    // This may be the repetition of a call that was cut off before it could say so.
    if (record.narration?.state === 'ready') await tellReady(record, record.narration, needs);
    return 'unchanged';
  }
  const made = await makeRecording(record, blocks, script, speechHash, result.spoken, bill, needs);
  if ('flaw' in made) {
    const reason = `The narration sounds wrong: ${made.flaw}`;
    return await stop(call, record, speechHash, { why: 'flawed', reason }, needs);
  }
  const end = await attachNarration(record, blocks, made, needs);
  if (end !== 'lost') return end;
  // It is found in the cache: only the joining is done again.
  await needs.narrations.ask(call);
  return 'continued';
}

/** A renewal that finds every unit as it was leaves the recording alone. */
function isAsBefore({ narration }: ArticleRecord, { keys }: Spoken, earlier: ReadonlyMap<string, unknown>): boolean {
  return narration?.state === 'ready' && keys.every((key) => earlier.has(key)) && keys.length === narration.chunks;
}

async function isBudgetSpent(needs: Needs): Promise<boolean> {
  return (await needs.studio.spentOn(dayOf(needs.now()))) >= newsroom.narration.dailyBudget;
}

/** The day's budget is spent: publishing goes on, narration waits for the next day, and the newsroom is told once. */
async function pause(call: ToNarrate, record: LiveRecord, speechHash: string, needs: Needs): Promise<Narrated> {
  const { narration } = record;
  const isKnown = narration?.state === 'pending' && narration.paused === 'budget';
  // A renewal leaves the audio that there is.
  if (!isKnown && narration?.state !== 'ready') {
    await retire(record, [], needs);
    const paused = { ...waiting(record, speechHash), paused: 'budget' as const };
    if (await attachState(paused, record, needs)) {
      const reason = `Today’s budget of $${newsroom.narration.dailyBudget} is spent; it is read aloud tomorrow.`;
      await needs.newsroom.silent({ type: 'narration.paused', article: record.id, reason });
    }
  }
  await needs.narrations.ask(call, 900);
  return 'paused';
}

function waiting({ narration }: ArticleRecord, speechHash: string) {
  const earlier = newestAudio(narration);
  return { state: 'pending' as const, speechHash, ...(earlier === undefined ? {} : { earlier }) };
}

/** What is said already is kept: the next call goes on behind it. */
async function stop(
  call: ToNarrate,
  record: LiveRecord,
  speechHash: string,
  stopped: Stopped,
  needs: Needs,
): Promise<Narrated> {
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
    const { earlier } = waiting(record, speechHash);
    const failed = { state: 'failed' as const, speechHash, reason, at: needs.now().toISOString(), attempts };
    const more = { ...(earlier === undefined ? {} : { earlier }), ...(isLast ? { final: true as const } : {}) };
    await attachState({ ...failed, ...more }, record, needs);
  }
  return 'failed';
}

/**
 * Gives a record another state of its voice, also if its metadata have changed in the meantime; whoever has changed its text
 * or its voice has seen to it.
 */
async function attachState(narration: Silent, record: LiveRecord, needs: Needs): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const opened = await needs.articles.open(record.id);
    if (opened === undefined) return false;
    const { record: now, blocks } = opened;
    const isSame =
      now.version === record.version || (isSilent(now) && now.narration.speechHash === narration.speechHash);
    if (now.state !== 'live' || !isSame) return false;
    if (await needs.articles.attach({ ...now, narration, version: now.version + 1 }, now, blocks)) return true;
  }
  return false;
}

type Silent = Extract<Narration, { state: 'pending' | 'failed' }>;

function isSilent(record: ArticleRecord): record is ArticleRecord & { narration: Silent } {
  return record.narration?.state === 'pending' || record.narration?.state === 'failed';
}
