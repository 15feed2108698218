import type { Article, ArticleRecord } from '../../shared/domain/article.ts';
import type { Block } from '../../shared/domain/blocks.ts';
import {
  isSilenced,
  isTurnedOff,
  type NarrationCall,
  type NarrationWish,
  type Paid,
} from '../../shared/domain/narration.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import { scoreOf, scriptOf, type Unit } from '../../shared/domain/script.ts';
import { dayOf } from '../../shared/domain/spending.ts';
import type { Ports } from '../../shared/ports.ts';
import { attachNarration, tellReady } from './attach-narration.ts';
import { enter, lostSoFar, nobody, nothing, openBill, openEntry } from './bill.ts';
import { makeRecording } from './make-recording.ts';
import { isPutOff, removeAudio, removeRetired, silence } from './remove-audio.ts';
import { earlierTakes, type Spoken, speakUnits } from './speak-units.ts';
import { pause, stop, turnOff, turnOn } from './stay-silent.ts';

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
  | 'entered'
  | 'failed';

type LiveRecord = ArticleRecord & { article: Article };

/** The last unit may take so much of the function's time, in milliseconds, and joining, storing and attaching the rest. */
const closingTime = 60_000;
/** A claim ends by itself, for whoever made it may have been killed. */
const claimMs = 6 * 60_000;

/**
 * Has an article read aloud: plans what is said, takes what was said before, has Polly say the rest, joins it, stores it,
 * attaches it to the very text it was made from, and says that it is ready. Whatever stops it, the article stays live, its
 * state says why it is silent, and a later call goes on where this one stopped.
 */
export async function narrateArticle(call: NarrationCall, needs: Needs): Promise<Narrated> {
  if (call.type === 'narration.retired') {
    if (await isPutOff(call, needs)) return 'busy';
    // Not while a recording is made, which may be the same again.
    return await alone([articleClaim(call.article)], call, needs, () => removeRetired(call, needs));
  }
  if (call.type === 'article.withdrawn') return await removeAudio(call.article, needs);
  if (call.unentered !== undefined) return await enterLate(call.article, call.unentered, needs);
  const found = await needs.articles.open(call.article);
  if (found?.record.article === undefined) return 'not-live';
  const { blocks } = found;
  const record: LiveRecord = { ...found.record, article: found.record.article };
  if (record.state !== 'live') return 'not-live';
  const { narration } = record;
  if (narration?.state === 'skipped' && (isSilenced(narration) || isTurnedOff())) {
    return await alone([articleClaim(record.id)], call, needs, () => silence(record.id, needs));
  }
  if (isOvertaken(call, record)) return 'overtaken';
  const script = scriptOf(record.article, blocks);
  const speechHash = needs.hash(scoreOf(script));
  if (narration?.state === 'ready' && narration.speechHash === speechHash && call.type !== 'narration.renewed') {
    if (narration.revision === call.revision) await tellReady(record, narration, needs);
    return 'unchanged';
  }
  if (isTurnedOff()) {
    return await alone([articleClaim(record.id)], call, needs, () => turnOff(record, speechHash, needs));
  }
  if (narration?.state === 'skipped') {
    await turnOn(record, speechHash, needs);
    return await narrateArticle(call, needs);
  }
  if (await isBudgetSpent(needs)) return await pause(call, record, speechHash, needs);

  // The same words are paid for once, and the versions of one article are read one after the other.
  return await alone([articleClaim(record.id), `speech/${speechHash}`], call, needs, () =>
    narrate(call, record, blocks, script, speechHash, needs),
  );
}

/** An attempt that need not go on. */
function isOvertaken(call: NarrationWish, { revision, narration }: ArticleRecord): boolean {
  if (call.attempt === undefined) return false;
  // A later version has a call of its own; a renewal is of what there is now.
  if (call.type !== 'narration.renewed' && call.revision < revision) return true;
  // So has a later attempt: of several calls for one text, one alone is tried again and again.
  return narration?.state === 'failed' && narration.attempts !== call.attempt;
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
  call: NarrationWish,
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
  const unentered = await entry.close();
  // A message of its own, which has nothing said again: attempts go on by themselves, or have come to their end.
  if (unentered !== undefined) {
    await needs.narrations.ask(
      { type: 'narration.wanted', article: record.id, revision: record.revision, unentered },
      60,
    );
  }
  if ('stopped' in result) {
    return await stop({ ...call, lost: lostSoFar(call, bill) }, record, speechHash, result.stopped, needs);
  }
  if (isAsBefore(record, result.spoken, earlier)) {
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
  if (end !== 'lost') {
    // Only now: a recording that must be made again has saved nothing the first time. It is no money, so it may get lost.
    await enter(record, nothing, bill, needs).catch(() => undefined);
    return end;
  }
  // It is found in the cache: only the joining is done again.
  await needs.narrations.ask(call);
  return 'continued';
}

/** What an earlier run has paid: a withdrawn article has no text any more, but still has cost it. */
async function enterLate(id: string, paid: Paid, needs: Needs): Promise<'entered'> {
  const record = await needs.articles.find(id);
  if (record?.article !== undefined) await enter({ id, article: record.article }, paid, nobody, needs);
  return 'entered';
}

/** A renewal that finds every unit as it was leaves the recording alone. */
function isAsBefore({ narration }: ArticleRecord, { keys }: Spoken, earlier: ReadonlyMap<string, unknown>): boolean {
  return narration?.state === 'ready' && keys.every((key) => earlier.has(key)) && keys.length === narration.chunks;
}

async function isBudgetSpent(needs: Needs): Promise<boolean> {
  return (await needs.studio.spentOn(dayOf(needs.now()))) >= newsroom.narration.dailyBudget;
}
