import type { Outcome, Receipt } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';
import { answerAgain, answerUpload } from './answer-upload.ts';

type Needs = Pick<Ports, 'uploads' | 'articles' | 'newsroom'>;

type Change<Record> = { receipt: Receipt; record?: { next: Record } };
type Verdict<Record, Asked> = { outcome: Outcome; change: Asked } | { repeated: Record };
type Commit<Asked> =
  | { kind: 'committed' | 'outrun' | 'repeated' }
  /** What is committed in its place: the rejection. */
  | { kind: 'refused'; refusal: Asked };

/** How one kind of file is registered, once it has been read. */
export type Registry<Record, Asked extends Change<Record>> = {
  /** Decides on what is known now. */
  judge(): Promise<Verdict<Record, Asked>>;
  commit(change: Asked): Promise<Commit<Asked>>;
  /** Brings the articles in line with what was committed; can be broken off and begun again at any time. */
  settle(record: Record): Promise<void>;
};

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Judges an upload that registers something for all articles, commits it, answers it, and brings the articles in line.
 * Every step can be repeated: an event that comes again goes on where the articles were left.
 */
export async function registerUpload<Record, Asked extends Change<Record>>(
  upload: Upload,
  { judge, commit, settle }: Registry<Record, Asked>,
  needs: Needs,
): Promise<Outcome | 'repeated'> {
  for (let tries = 0; tries < mostTries; tries++) {
    const verdict = await judge();
    if ('repeated' in verdict) {
      await settle(verdict.repeated);
      return await answerAgain(upload, needs);
    }
    const { change, outcome } = verdict;
    const committed = await commit(change);
    switch (committed.kind) {
      case 'committed':
        // Before the articles: many of them take several messages, and nobody should wait for them.
        await answerUpload(change.receipt, undefined, needs);
        if (change.record !== undefined) await settle(change.record.next);
        return outcome;
      case 'repeated':
        return await answerAgain(upload, needs);
      case 'outrun':
        break;
      case 'refused': {
        const { receipt } = committed.refusal;
        const refused = await commit(committed.refusal);
        if (refused.kind === 'repeated') return await answerAgain(upload, needs);
        await answerUpload(receipt, undefined, needs);
        return receipt.outcome;
      }
    }
  }
  throw new Error(`${upload.key} was overtaken ${mostTries} times; the queue will bring it again`);
}
