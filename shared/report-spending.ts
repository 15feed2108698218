import { newsroom } from './domain/newsroom.ts';
import {
  addTo,
  dayOf,
  daysOf,
  dollars,
  rowsOf,
  type SpendingQuestion,
  type SpendingRow,
  type Sums,
  sumOf,
} from './domain/spending.ts';
import type { NarrationStudio } from './ports.ts';

/** What narration cost; `leftOut` rows are in the total alone. Money is in US dollars. */
export type SpendingReport = SpendingQuestion & {
  rows: SpendingRow[];
  leftOut: number;
  total: Sums;
  /** Of the day (UTC) that it is now. */
  budget: { day: string; limit: number; spent: number; left: number };
};

type Needs = { studio: Pick<NarrationStudio, 'spending'>; now: () => Date };

/** Days whose entries are read at a time. */
const atOnce = 8;

/** Reads the ledger day by day and sums it up; only the sums are kept. At most `mostRows` rows are told one by one. */
export async function reportSpending(
  question: SpendingQuestion,
  { studio, now }: Needs,
  mostRows = 1000,
): Promise<SpendingReport> {
  const groups = new Map<string, Sums>();
  const days = daysOf(question);
  for (let from = 0; from < days.length; from += atOnce) {
    const read = await Promise.all(days.slice(from, from + atOnce).map((day) => studio.spending(day)));
    for (const entries of read) addTo(groups, entries, question.by);
  }
  const rows = rowsOf(groups, question.by);
  const today = dayOf(now());
  const spent = sumOf(await studio.spending(today)).cost;
  const limit = newsroom.narration.dailyBudget;
  return {
    ...question,
    rows: rows.slice(0, mostRows),
    leftOut: Math.max(0, rows.length - mostRows),
    total: sumOf(rows),
    budget: { day: today, limit, spent, left: Math.max(0, Math.round((limit - spent) * 1e6) / 1e6) },
  };
}

/** What is left of today's budget, in a sentence for people. */
export function budgetTold({ day, limit, spent, left }: SpendingReport['budget']): string {
  const today = `Today, ${day}:`;
  if (limit === 0) return `Narration is turned off (dailyBudget is 0). ${today} ${dollars(spent)} are spent.`;
  return `${today} ${dollars(spent)} of ${dollars(limit)} are spent, ${dollars(left)} are left.`;
}
