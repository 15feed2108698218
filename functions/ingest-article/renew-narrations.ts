import { type ConcernedPage, concernedArticles } from '../../shared/concerned-articles.ts';
import { mergedLexicon, withSource } from '../../shared/domain/lexicon.ts';
import { compareLexicons } from '../../shared/domain/lexicon-change.ts';
import { isTurnedOff } from '../../shared/domain/narration.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import type { Registration } from '../../shared/domain/registration.ts';
import { type Renewal, type Renewed, renewedBy } from '../../shared/domain/renewal.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Settled } from './register-upload.ts';

export type RenewalNeeds = Pick<
  Ports,
  'uploads' | 'concepts' | 'lexicons' | 'articles' | 'narrations' | 'newsroom' | 'now'
>;

type Store<Record> = { renew(record: Record, progress: Renewal[] | Renewed): Promise<boolean> };

/** Articles that one message may look at, and milliseconds that it may take; the rest follows with the next one. */
export const mostLooked = 5000;
const longestLook = 10_000;

/**
 * Has the live articles read aloud anew that say a word whose pronunciation a file or a concept has changed, newest first,
 * until the budget of one change is spent; of the others it only counts how many there are. How far it came is noted after
 * each page, so that it can be broken off and begun again at any time; an article that is asked for twice costs nothing
 * the second time. At the end the receipt and the newsroom are told. Answers `more` if there are more articles than one
 * message may look at.
 */
export async function renewNarrations<Record extends Registration>(
  record: Record,
  source: string,
  store: Store<Record>,
  needs: RenewalNeeds,
): Promise<Settled> {
  const { renewals = [] } = record;
  if (renewals.length === 0) return 'all';
  const until = needs.now().getTime() + longestLook;
  let looked = 0;
  for (const renewal of renewals) {
    for await (const page of articlesOf(renewal, source, needs)) {
      await renewPage(page, renewal, renewals, needs);
      // A newer version came meanwhile, and goes through the articles by itself.
      if (!(await store.renew(record, renewals))) return 'all';
      looked += page.looked;
      if (page.next !== '' && (looked >= mostLooked || needs.now().getTime() >= until)) return 'more';
    }
  }
  const renewed = renewedBy(renewals, newsroom.narration.renewalBudget, needs.now());
  if (await store.renew(record, renewed)) await tell(record, renewed, needs);
  return 'all';
}

async function* articlesOf(
  { edition, former, before }: Renewal,
  source: string,
  needs: RenewalNeeds,
): AsyncGenerator<ConcernedPage, void> {
  if (before === '') return;
  const sources = await needs.lexicons.sources(edition);
  const comparison = compareLexicons(mergedLexicon(withSource(sources, source, former)), mergedLexicon(sources));
  if (comparison.terms.length === 0) return yield { looked: 0, found: [], next: '' };
  const { articles, concepts } = needs;
  yield* concernedArticles(edition, before, comparison, { articles, list: concepts.tagged });
}

async function renewPage(
  { found, next }: ConcernedPage,
  renewal: Renewal,
  renewals: readonly Renewal[],
  needs: Pick<Ports, 'narrations'>,
): Promise<void> {
  const sum = (of: 'left' | 'cost') => renewals.reduce((total, each) => total + each[of], 0);
  for (const { record, concern, units } of found) {
    const { id: article, revision } = record;
    if (concern === 'ready') {
      if (sum('left') > 0) {
        renewal.left++;
        continue;
      }
      const changed = units();
      if (changed.length === 0) continue;
      const cost = changed.reduce((total, unit) => total + unit.cost, 0);
      if (isTurnedOff() || sum('cost') + cost > newsroom.narration.renewalBudget) {
        renewal.left++;
        continue;
      }
      renewal.articles++;
      renewal.cost += cost;
    }
    await needs.narrations.ask({ type: 'narration.renewed', article, revision });
  }
  renewal.before = next;
}

async function tell({ key, sequencer }: Registration, { articles, left }: Renewed, needs: RenewalNeeds): Promise<void> {
  const receipt = await needs.articles.receipt(key, sequencer);
  if (receipt === undefined) return;
  await needs.uploads.file(receipt, false);
  if (articles + left > 0) await needs.newsroom.report(receipt);
}
