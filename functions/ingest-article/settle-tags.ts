import type { ArticleRecord } from '../../shared/domain/article.ts';
import { type Concept, namesOf } from '../../shared/domain/concept.ts';
import type { ConceptRecord, Unsettled } from '../../shared/domain/concept-judgement.ts';
import { listNamed } from '../../shared/domain/listing.ts';
import { editionCodes } from '../../shared/domain/newsroom.ts';
import { retag, retagged } from '../../shared/domain/retag.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Settled } from './register-upload.ts';

type Needs = Pick<Ports, 'concepts' | 'articles'>;

/** Articles that one message may change, in a few seconds; the rest follows with the next one. */
export const mostArticles = 500;
const pageSize = 100;
const atOnce = 8;
const mostTries = 12;

/**
 * Gives a concept's tag to every article that has it by another name or under its former one. What is done has left the
 * lists that are looked through, so that it can be broken off and begun again at any time. Answers `more` if there are more
 * articles than one message may change.
 */
export async function settleTags(record: ConceptRecord, needs: Needs): Promise<Settled> {
  const budget = { left: mostArticles };
  let current: ConceptRecord | undefined = record;
  while (current?.concept !== undefined && current.unsettled !== undefined) {
    for (const list of listsToWalk(current.concept, current.unsettled)) {
      if ((await walk(list, current.concept, budget, needs)) === 'more') return 'more';
    }
    if (await needs.concepts.settle(current)) return 'all';
    // A newer version came meanwhile, and articles may have got the older one's names after it had passed.
    const newer = await needs.concepts.find(current.id);
    current = newer === undefined ? undefined : { ...newer, unsettled: { renamed: [...editionCodes] } };
  }
  return 'all';
}

/**
 * Gives an article that was just committed the tags of concepts that were registered between its being judged and its
 * commit: their own walk through the lists cannot have seen it.
 */
export async function catchUpTags(record: ArticleRecord | undefined, needs: Omit<Needs, 'concepts'>): Promise<void> {
  const { id = '', state, article } = record ?? {};
  if (state !== 'live' || article === undefined || article.tags.length === 0) return;
  const slugs = article.tags.map(({ slug }) => slug);
  const { concepts } = await needs.articles.lookUp(id, slugs);
  for (const concept of concepts.values()) {
    if (retagged(article.tags, article.edition, concept) !== undefined) await retagArticle(id, concept, needs);
  }
}

function listsToWalk(concept: Concept, { renamed }: Unsettled): string[] {
  return editionCodes.flatMap((edition) =>
    namesOf(concept)
      .filter((name) => name !== concept.id || renamed.includes(edition))
      .map((value) => listNamed({ edition, facet: 'tag', value })),
  );
}

async function walk(list: string, concept: Concept, budget: { left: number }, needs: Needs): Promise<Settled> {
  let before: string | undefined = '~';
  while (before !== undefined) {
    const page = await needs.concepts.tagged(list, before, pageSize);
    const wrong = page.cards.filter(({ tags, edition }) => retagged(tags, edition, concept) !== undefined);
    let done = 0;
    while (done < wrong.length) {
      if (budget.left === 0) return 'more';
      const some = wrong.slice(done, done + Math.min(atOnce, budget.left));
      const moved = await Promise.all(some.map(({ id }) => retagArticle(id, concept, needs)));
      budget.left -= moved.filter(Boolean).length;
      done += some.length;
    }
    before = page.next;
  }
  return 'all';
}

/** Whether there was something to change. */
async function retagArticle(id: string, concept: Concept, needs: Omit<Needs, 'concepts'>): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const opened = await needs.articles.open(id);
    const change = opened === undefined ? undefined : retag(opened, concept);
    if (change === undefined) return false;
    const { kind } = await needs.articles.commit(change);
    if (kind === 'committed') return true;
  }
  throw new Error(`${id} was overtaken ${mostTries} times; the queue will bring the concept again`);
}
