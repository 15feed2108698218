import { hash } from 'node:crypto';
import { DynamodbError, modelled } from './dynalite.ts';

/** DynamoDB remembers a token for so long after its transaction. */
const rememberedMs = 10 * 60_000;

type Run = { digest: string; outcome: Promise<object>; until: number };

/**
 * Runs a transaction once for a client's token: a repetition gets the answer of the first, also while that is still
 * under way. One that failed is forgotten, so that a repetition is a new attempt.
 */
export function requestTokens(now: () => number) {
  const runs = new Map<string, Run>();
  return async function once(token: string | undefined, items: string, run: () => Promise<object>): Promise<object> {
    if (token === undefined) return await run();
    // The oldest come first.
    for (const [old, { until }] of runs) {
      if (until >= now()) break;
      runs.delete(old);
    }
    const digest = hash('sha256', items);
    const known = runs.get(token);
    if (known !== undefined) {
      if (known.digest === digest) return await known.outcome;
      const Message = 'The request was repeated with the same token and other items.';
      throw new DynamodbError(400, { __type: `${modelled}IdempotentParameterMismatchException`, Message });
    }
    const outcome = run();
    runs.set(token, { digest, outcome, until: now() + rememberedMs });
    outcome.catch(() => runs.delete(token));
    return await outcome;
  };
}
