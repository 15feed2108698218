import {
  articlesPrefix,
  conceptsPrefix,
  lexiconsPrefix,
  receiptsPrefix,
  uploadOfReceipt,
} from '../../shared/contract/object-keys.ts';
import { listNamed } from '../../shared/domain/listing.ts';
import { editionCodes } from '../../shared/domain/newsroom.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Mending, Ports } from '../../shared/ports.ts';
import { atOnce } from './at-once.ts';
import { compareObject, missedRemoval, missedUnregistering } from './missed-events.ts';

type Needs = Pick<Ports, 'ledger' | 'articles' | 'concepts' | 'lexicons' | 'reading' | 'desk' | 'newsroom' | 'now'>;

/** Younger objects are left alone: their events are on their way. In milliseconds. */
const onItsWay = 15 * 60_000;
/** How many objects or articles are compared at once. */
const mostAtOnce = 16;
/** How many cards a page of a list has; DynamoDB may end it earlier, at 1 MB. */
const cardsAtOnce = 1000;
/** How many keys a report names. */
const mostKeys = 50;
/** Places in lists begin with a time, so all come before it. */
const afterAll = '~';

/**
 * Compares the uploads bucket with the articles table and brings what events have missed: an object that no receipt
 * answers, a live article, a concept or a lexicon whose object is gone. What it queues is older than any event of S3's that may still come, so
 * that a late one wins, and changes nothing where it says the same.
 *
 * Both are walked in pages. From the one walk to the other it keeps only the ids of the articles that were found well,
 * some 100 bytes each; it spares asking for the object of every live article.
 *
 * @param until when it must have ended; none for no limit
 * @throws Error if that time came first; what it had found is queued and told
 */
export async function reconcileUploads(needs: Needs, until?: Date): Promise<Mending> {
  const began = needs.now().getTime();
  const mending: Mending = { looked: 0, stored: 0, removed: 0, keys: [], seconds: 0 };
  const mend = async (upload: Upload): Promise<void> => {
    await needs.ledger.requeue(upload);
    mending[upload.kind]++;
    if (mending.keys.length < mostKeys) mending.keys.push(upload.key);
  };
  const look = (count: number): void => {
    mending.looked += count;
    if (until === undefined || needs.now() < until) return;
    throw new Error(
      `The time was over after ${mending.looked} objects and articles: run \`npm run reconcile\`, which has no limit.`,
    );
  };
  try {
    const found = await mendStored(needs, mend, look);
    await mendRemoved(found, needs, mend, look);
    await mendUnregistered(needs, mend, look);
  } finally {
    mending.seconds = (needs.now().getTime() - began) / 1000;
    if (mending.stored + mending.removed > 0) await needs.newsroom.mended(mending);
  }
  return mending;
}

type Mend = (upload: Upload) => Promise<void>;
type Look = (count: number) => void;

/** Mends uploads that were missed. Answers the ids of articles that stand because of an object in the bucket. */
async function mendStored(needs: Needs, mend: Mend, look: Look): Promise<Set<string>> {
  const found = new Set<string>();
  const settled = new Date(needs.now().getTime() - onItsWay).toISOString();
  for (const prefix of [articlesPrefix, conceptsPrefix, lexiconsPrefix]) {
    for await (const page of needs.ledger.pages(prefix)) {
      const old = page.filter(({ at }) => at < settled);
      await atOnce(old, mostAtOnce, async (object) => {
        const { article, missed } = await compareObject(object, needs);
        if (article !== undefined) found.add(article);
        if (missed !== undefined) await mend(missed);
      });
      look(page.length);
    }
  }
  return found;
}

/** Mends removals that were missed. Every live article stands in the list of its edition, scheduled ones too. */
async function mendRemoved(found: ReadonlySet<string>, needs: Needs, mend: Mend, look: Look): Promise<void> {
  for (const edition of editionCodes) {
    let before: string | undefined = afterAll;
    while (before !== undefined) {
      const { cards, next } = await needs.reading.list(listNamed({ edition }), before, cardsAtOnce);
      const doubtful = cards.filter(({ id }) => !found.has(id));
      await atOnce(doubtful, mostAtOnce, async ({ id }) => {
        const missed = await missedRemoval(id, needs);
        if (missed !== undefined) await mend(missed);
      });
      look(cards.length);
      before = next;
    }
  }
}

/** Concepts and lexicons stand in no list, but the receipt of each lies in the bucket. */
async function mendUnregistered(needs: Needs, mend: Mend, look: Look): Promise<void> {
  for (const prefix of [conceptsPrefix, lexiconsPrefix]) {
    for await (const page of needs.ledger.pages(`${receiptsPrefix}${prefix}`)) {
      await atOnce(page, mostAtOnce, async ({ key }) => {
        const missed = await missedUnregistering(uploadOfReceipt(key), needs);
        if (missed !== undefined) await mend(missed);
      });
      look(page.length);
    }
  }
}
