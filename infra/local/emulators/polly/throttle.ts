import { PollyError } from './polly-error.ts';
import type { Engine } from './voices.ts';

/** Requests a second, requests at once after a quiet time, and requests in flight. */
type Quota = { perSecond: number; burst: number; inFlight: number };

/** Of an account in a Region, docs.aws.amazon.com/polly/latest/dg/limits.html. */
const quotas: Record<Engine, Quota> = {
  standard: { perSecond: 80, burst: 100, inFlight: 80 },
  neural: { perSecond: 8, burst: 10, inFlight: 18 },
  'long-form': { perSecond: 8, burst: 10, inFlight: 26 },
  generative: { perSecond: 8, burst: 8, inFlight: 26 },
};

export type Throttle = {
  /** Takes a place for a request, and gives the function that frees it. Throws ThrottlingException. */
  enter(engine: Engine): () => void;
};

/** A token bucket and a count of requests in flight for each engine; `now` is in milliseconds. */
export function openThrottle(now: () => number): Throttle {
  const states = new Map<Engine, { tokens: number; at: number; inFlight: number }>();
  return {
    enter(engine) {
      const { perSecond, burst, inFlight } = quotas[engine];
      const time = now();
      const state = states.get(engine) ?? { tokens: burst, at: time, inFlight: 0 };
      states.set(engine, state);
      state.tokens = Math.min(burst, state.tokens + ((time - state.at) / 1000) * perSecond);
      state.at = time;
      if (state.tokens < 1 || state.inFlight >= inFlight) throw new PollyError('ThrottlingException', 'Rate exceeded');
      state.tokens--;
      state.inFlight++;
      return () => {
        state.inFlight--;
      };
    },
  };
}
