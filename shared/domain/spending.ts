import type { Spending } from './narration.ts';

/** What the cost of narration can be asked by. Days are UTC. */
export const groupings = ['article', 'edition', 'section', 'day'] as const;
export type Grouping = (typeof groupings)[number];

/** So many days one question may span, and so many one spans that names none. */
const mostDays = 92;
const usualDays = 30;

/** From the first to the last of these days, both included, as YYYY-MM-DD. */
export type SpendingQuestion = { from: string; to: string; by: Grouping };

/** Characters billed, US dollars at list price, units spoken, units that were spoken before, and what those did not cost. */
export type Sums = Pick<Spending, 'characters' | 'cost' | 'units' | 'reused' | 'saved'>;
export type SpendingRow = { name: string } & Sums;

/** What of a question is no question: the parameter, and how to mend it. */
export type Unanswerable = { parameter: 'from' | 'to' | 'by'; detail: string };

/** A question as somebody asks it: without `to` until today, without `from` the last 30 days, without `by` by day. */
export function readSpendingQuestion(
  asked: { from?: string | undefined; to?: string | undefined; by?: string | undefined },
  now: Date,
): SpendingQuestion | Unanswerable {
  const to = asked.to ?? dayOf(now);
  if (!isDay(to)) return { parameter: 'to', detail: `“${to}” is no day. Write it as ${dayOf(now)}.` };
  const from = asked.from ?? dayAfter(to, 1 - usualDays);
  if (!isDay(from)) return { parameter: 'from', detail: `“${from}” is no day. Write it as ${dayOf(now)}.` };
  if (from > to) return { parameter: 'from', detail: `${from} is after ${to}.` };
  if (from < dayAfter(to, 1 - mostDays)) {
    return {
      parameter: 'from',
      detail: `One question spans ${mostDays} days at most: ask from ${dayAfter(to, 1 - mostDays)} on.`,
    };
  }
  const by = groupings.find((grouping) => grouping === (asked.by ?? 'day'));
  if (by === undefined) return { parameter: 'by', detail: `Ask by ${groupings.join(', ')}.` };
  return { from, to, by };
}

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The day that comes so many days after another, before it if fewer than none. */
function dayAfter(day: string, days: number): string {
  return dayOf(new Date(Date.parse(day) + days * 86_400_000));
}

function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && dayOf(new Date(at)) === text;
}

export function daysOf({ from, to }: SpendingQuestion): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  return days;
}

const none: Sums = { characters: 0, cost: 0, units: 0, reused: 0, saved: 0 };

function plus(one: Sums, other: Sums): Sums {
  return {
    characters: one.characters + other.characters,
    cost: one.cost + other.cost,
    units: one.units + other.units,
    reused: one.reused + other.reused,
    saved: one.saved + other.saved,
  };
}

/** Money to a millionth of a dollar, as the ledger counts it. */
function exact(sums: Sums): Sums {
  const money = (dollars: number) => Math.round(dollars * 1e6) / 1e6;
  return { ...sums, cost: money(sums.cost), saved: money(sums.saved) };
}

export function sumOf(rows: readonly Sums[]): Sums {
  return exact(rows.reduce(plus, none));
}

/** Adds entries of the ledger to the sums of their groups. */
export function addTo(groups: Map<string, Sums>, entries: readonly Spending[], by: Grouping): void {
  for (const entry of entries) groups.set(entry[by], plus(groups.get(entry[by]) ?? none, entry));
}

/** Groups as rows: days in their order, everything else by its cost, the dearest first. */
export function rowsOf(groups: ReadonlyMap<string, Sums>, by: Grouping): SpendingRow[] {
  const rows = [...groups].map(([name, sums]) => ({ name, ...exact(sums) }));
  const byName = (a: SpendingRow, b: SpendingRow) => (a.name < b.name ? -1 : 1);
  return rows.toSorted((a, b) => (by === 'day' || a.cost === b.cost ? byName(a, b) : b.cost - a.cost));
}

/** US dollars for people, to a hundredth of a cent: a paragraph costs no more than some. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(4)}`;
}
