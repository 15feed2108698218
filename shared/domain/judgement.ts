import { type ArticleRecord, type Notice, noDebts } from './article.ts';
import { judgeDraft } from './judge-draft.ts';
import { type Problem, problemOf } from './problem.ts';
import { type Outcome, receiptOf } from './receipt.ts';
import { type ArticleKey, compareSequencers, type Upload } from './upload.ts';
import { type Change, type Judge, noMedia, type Reading, type Verdict } from './verdict.ts';
import { withdraw } from './withdraw.ts';

/**
 * Decides what an upload means, given what is known of its key. Pure: the same reading over the same record always ends
 * the same way, so that it can be asked again whenever another write came first.
 *
 * Whatever the order, number and delay of events, the newest upload of a key wins: an event older than the one that the
 * record was made from changes nothing, also after a withdrawal.
 */
export function judgeUpload(upload: Upload, reading: Reading, known: ArticleRecord | undefined, judge: Judge): Verdict {
  const only = (outcome: Outcome, problems: Problem[], record?: ArticleRecord): Verdict => ({
    outcome,
    change: { receipt: receiptOf(upload, outcome, judge.now, problems, record), enter: [], leave: [] },
    media: noMedia,
  });
  switch (reading.kind) {
    case 'faulty':
      return only('rejected', reading.problems, known);
    case 'gone':
      return only('superseded', [], known);
    case 'removed':
    case 'notice':
    case 'draft':
      break;
  }
  if (known !== undefined && known.key === upload.key) {
    const order = compareSequencers(upload.sequencer, known.sequencer);
    if (order === 0) return { repeated: known };
    if (order < 0) return only('superseded', [], known);
  }
  if (known !== undefined && known.key !== upload.key) {
    if (reading.kind === 'removed') return only('superseded', []);
    if (known.state === 'live') return only('rejected', [idTaken(known)]);
  }
  if (reading.kind === 'draft') return judgeDraft(upload, reading, known, judge);
  if (reading.kind === 'removed') return judgeWithdrawal(upload, reading.key, undefined, [], known, judge);
  return judgeWithdrawal(upload, reading.key, reading.notice, reading.problems, known, judge);
}

function judgeWithdrawal(
  upload: Upload,
  key: ArticleKey,
  notice: Notice | undefined,
  problems: Problem[],
  known: ArticleRecord | undefined,
  judge: Judge,
): Verdict {
  const base: ArticleRecord = known ?? {
    id: key.id,
    key: upload.key,
    state: 'withdrawn',
    version: 0,
    commits: 0,
    revision: 0,
    sequencer: upload.sequencer,
    uploadedAt: upload.at,
    debts: noDebts,
  };
  const told = { key: upload.key, sequencer: upload.sequencer, uploadedAt: upload.at };
  const change = withdraw({ ...base, ...told }, known, judge.now, {
    ...(notice === undefined ? {} : { notice }),
    isOriginal: judge.isOriginal,
  });
  const outcome = notice?.status ?? 'withdrawn';
  const receipt = receiptOf(upload, outcome, judge.now, problems, change.record?.next);
  return { outcome, change: { ...change, receipt }, media: noMedia };
}

/** The verdict over an upload whose public path belongs to another article. */
export function pathTaken(upload: Upload, path: string, owner: string, now: Date): Change {
  const problem = problemOf(
    'url-taken',
    { line: 1, column: 1 },
    `The address ${path} belongs to the article “${owner}”.`,
    'Give this article another “slug”, or withdraw the other one.',
    { field: 'slug', words: path },
  );
  return { receipt: receiptOf(upload, 'rejected', now, [problem]), enter: [], leave: [] };
}

function idTaken(known: ArticleRecord): Problem {
  return problemOf(
    'id-taken',
    { line: 1, column: 1 },
    `The file ${known.key} already is the article “${known.id}”.`,
    'Upload this one under another name, or remove the other file first.',
    { field: 'key', words: known.key },
  );
}
