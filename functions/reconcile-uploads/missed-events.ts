import { readConceptKey } from '../../shared/domain/concept-judgement.ts';
import { readLexiconKey } from '../../shared/domain/lexicon-judgement.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Registration } from '../../shared/domain/registration.ts';
import { readArticleKey, type Upload } from '../../shared/domain/upload.ts';
import type { Ports, StoredUpload } from '../../shared/ports.ts';
import { sequencerAfter } from './sequencer-after.ts';

type Needs = Pick<Ports, 'ledger' | 'articles' | 'concepts' | 'lexicons' | 'desk' | 'now'>;

/** What was found of an object: the article that stands because of it, or the event that its upload should have made. */
export type Finding = { article?: string; missed?: Upload };

const standing: readonly Receipt['outcome'][] = ['published', 'updated', 'unchanged', 'scheduled'];

/**
 * Compares an object with the answer to its key. A `superseded` receipt answers no object: it says that another was there
 * when its event came. An object that has been replaced since it was listed is left to its own event.
 */
export async function compareObject(object: StoredUpload, needs: Needs): Promise<Finding> {
  const newest = await needs.articles.receipt(object.key);
  const answer = newest?.outcome === 'superseded' ? await lastAnswer(object.key, needs) : newest;
  if (answer?.eTag === object.eTag) {
    const article = standing.includes(answer.outcome) ? answer.article?.id : undefined;
    return article === undefined ? {} : { article };
  }
  const there = await needs.ledger.find(object.key);
  if (there?.eTag !== object.eTag) return {};
  const sequencer = sequencerAfter(newest?.sequencer, await sequencerOfRecord(object.key, needs));
  return { missed: { ...object, kind: 'stored', sequencer } };
}

/** The removal that an article should have heard of: it is live, and its object is not there. */
export async function missedRemoval(id: string, needs: Needs): Promise<Upload | undefined> {
  const record = await needs.articles.find(id);
  return record?.state === 'live' ? await removalOf(record, needs) : undefined;
}

/** The same of a concept or a lexicon, by the key of its upload. */
export async function missedUnregistering(key: string, needs: Needs): Promise<Upload | undefined> {
  const known = await registration(key, needs);
  return known?.state === 'registered' && known.key === key ? await removalOf(known, needs) : undefined;
}

async function registration(key: string, { concepts, lexicons }: Needs): Promise<Registration | undefined> {
  const concept = readConceptKey(key);
  if ('id' in concept) return await concepts.find(concept.id);
  const lexicon = readLexiconKey(key);
  return 'edition' in lexicon ? await lexicons.find(lexicon.edition) : undefined;
}

async function removalOf(record: { key: string; sequencer: string }, needs: Needs): Promise<Upload | undefined> {
  const { key } = record;
  if ((await needs.ledger.find(key)) !== undefined) return undefined;
  // A rejected upload has left a receipt that is newer than the record.
  const newest = await needs.articles.receipt(key);
  const sequencer = sequencerAfter(newest?.sequencer, record.sequencer);
  // Nobody knows when it was removed.
  return { kind: 'removed', key, sequencer, at: needs.now().toISOString() };
}

async function lastAnswer(key: string, { desk }: Needs): Promise<Receipt | undefined> {
  const receipts = await desk.receipts(key);
  return receipts.find(({ outcome }) => outcome !== 'superseded');
}

async function sequencerOfRecord(key: string, { articles }: Needs): Promise<string | undefined> {
  const read = readArticleKey(key);
  const record = 'id' in read ? await articles.find(read.id) : undefined;
  return record?.key === key ? record.sequencer : undefined;
}
