import type { LocalFunction } from './lambda-host.ts';

export type ScheduleSettings = { name: string; expression: string; input: unknown; retryAttempts: number };

/** A timer waits no longer, in milliseconds: 24 days. */
const longest = 2 ** 31 - 1;
const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** EventBridge waits ever longer between retries, for up to a day; nobody waits that long here. */
const mostRetries = 3;

/**
 * Wakes a function at a rate, from now on (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
 * A run that fails is repeated as often as the schedule says, and never keeps the next one from coming.
 *
 * @throws Error for an expression that is not a rate: cron and one-time schedules are not emulated.
 */
export function openSchedule(
  settings: ScheduleSettings,
  target: LocalFunction,
  log: (text: string) => void,
): { close(): Promise<void> } {
  const every = intervalOf(settings);
  async function run(): Promise<void> {
    for (let attempt = 0; attempt <= Math.min(settings.retryAttempts, mostRetries); attempt++) {
      try {
        const { functionError } = await target.invoke(settings.input);
        if (functionError === undefined) return;
      } catch (error) {
        log(`could not be woken: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  const timer = setInterval(() => void run(), every);
  return {
    async close() {
      clearInterval(timer);
    },
  };
}

/** Milliseconds between two runs of `rate(5 minutes)`. */
function intervalOf({ name, expression }: ScheduleSettings): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const every = Number(count) * (units[unit] ?? 0);
  if (every > 0 && every <= longest) return every;
  throw new Error(
    `The schedule ${name} is “${expression}”: only rate(…) in minutes, hours or days, up to 24 days, is emulated.`,
  );
}
