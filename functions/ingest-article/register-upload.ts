import type { Outcome, Receipt } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports, UploadsLedger } from '../../shared/ports.ts';
import { answerAgain, answerUpload } from './answer-upload.ts';

export type RegistryNeeds = Pick<Ports, 'uploads' | 'articles' | 'newsroom'> & {
  ledger: Pick<UploadsLedger, 'requeue'>;
};

type Change<Record> = { receipt: Receipt; record?: { next: Record } };
type Verdict<Record, Asked> = { outcome: Outcome; change: Asked } | { repeated: Record };
type Commit<Asked> =
  | { kind: 'committed' | 'outrun' | 'repeated' }
  /** What is committed in its place: the rejection. */
  | { kind: 'refused'; refusal: Asked };

/** Whether all articles are in line, as far as this version is concerned. */
export type Settled = 'all' | 'more';

/** How one kind of file is registered, once it has been read. */
export type Registry<Record, Asked extends Change<Record>> = {
  /** Decides on what is known now. */
  judge(): Promise<Verdict<Record, Asked>>;
  commit(change: Asked): Promise<Commit<Asked>>;
  /** What is known under the upload's name, whatever the upload says. */
  find(): Promise<Record | undefined>;
  /**
   * Brings the articles in line with what was committed; can be broken off and begun again at any time. There may be `more`
   * of them than one message may look at.
   */
  settle(record: Record): Promise<Settled>;
};

/** How often a commit may find that another write came first; each time it is decided anew on what that one left. */
const mostTries = 12;

/**
 * Judges an upload that registers something for all articles, commits it, answers it, and brings the articles in line; where
 * they are too many for one message, it puts its own on the queue again. Every step can be repeated: an event that comes
 * again goes on where the articles were left. So does one that changes nothing, because the event that began may never
 * come again.
 */
export async function registerUpload<Record, Asked extends Change<Record>>(
  upload: Upload,
  registry: Registry<Record, Asked>,
  needs: RegistryNeeds,
): Promise<Outcome | 'repeated'> {
  const { judge, commit } = registry;
  for (let tries = 0; tries < mostTries; tries++) {
    const verdict = await judge();
    if ('repeated' in verdict) return await goOn(upload, verdict.repeated, registry, needs);
    const { change, outcome } = verdict;
    const committed = await commit(change);
    switch (committed.kind) {
      case 'committed':
        // Before the articles: many of them take several messages, and nobody should wait for them.
        await answerUpload(change.receipt, undefined, needs);
        await settle(upload, change.record?.next ?? (await registry.find()), registry, needs);
        return outcome;
      case 'repeated':
        return await goOn(upload, await registry.find(), registry, needs);
      case 'outrun':
        break;
      case 'refused': {
        const { receipt } = committed.refusal;
        const refused = await commit(committed.refusal);
        if (refused.kind === 'repeated') return await goOn(upload, await registry.find(), registry, needs);
        await answerUpload(receipt, undefined, needs);
        await settle(upload, await registry.find(), registry, needs);
        return receipt.outcome;
      }
    }
  }
  throw new Error(`${upload.key} was overtaken ${mostTries} times; the queue will bring it again`);
}

type Settling<Record> = { settle(record: Record): Promise<Settled> };

async function settle<Record>(
  upload: Upload,
  record: Record | undefined,
  registry: Settling<Record>,
  { ledger }: RegistryNeeds,
): Promise<Settled> {
  const settled = record === undefined ? 'all' : await registry.settle(record);
  if (settled === 'more') await ledger.requeue(upload);
  return settled;
}

/** What has its receipt is answered again when the articles are through, not with each message that it takes. */
async function goOn<Record>(
  upload: Upload,
  record: Record | undefined,
  registry: Settling<Record>,
  needs: RegistryNeeds,
): Promise<'repeated'> {
  if ((await settle(upload, record, registry, needs)) === 'more') return 'repeated';
  return await answerAgain(upload, needs);
}
