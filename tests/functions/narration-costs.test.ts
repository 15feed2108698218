import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveNewsroom } from '../../functions/serve-newsroom/serve-newsroom.ts';
import type { Spending } from '../../shared/domain/narration.ts';
import { newsroom as settings } from '../../shared/domain/newsroom.ts';
import { addTo, groupings, rowsOf, type Sums, sumOf } from '../../shared/domain/spending.ts';
import { budgetTold, reportSpending } from '../../shared/report-spending.ts';
import { fakeNarrationStudio } from '../fakes/narration-studio.ts';
import { fakeNewsroomReading } from '../fakes/newsroom-reading.ts';
import { aRequest } from '../fixtures/requests.ts';

const now = () => new Date('2026-11-24T23:59:59.999Z');

function anEntry(more: Partial<Spending> = {}): Spending {
  const sums = { characters: 1000, cost: 0.016, units: 10, reused: 2, saved: 0.004 };
  return { day: '2026-11-24', article: 'en-a', edition: 'en', section: 'politics', ...sums, ...more };
}

async function ask(query: Record<string, string> | [string, string][], entries: readonly Spending[] = [], at = now) {
  const { studio } = fakeNarrationStudio();
  const asked: string[] = [];
  for (const entry of entries) await studio.note(entry);
  const { spending } = studio;
  studio.spending = async (day) => {
    asked.push(day);
    return await spending(day);
  };
  const request = aRequest({ routeKey: 'GET /v1/newsroom/narration/costs', query });
  const { statusCode, body = '' } = await serveNewsroom(request, { desk: fakeNewsroomReading(), studio, now: at });
  return { status: statusCode, body: JSON.parse(body), days: [...new Set(asked)].toSorted() };
}

describe('what narration cost', () => {
  const entries = [
    anEntry(),
    anEntry({ article: 'en-b', section: 'sport', characters: 5000, cost: 0.08 }),
    anEntry({ article: 'ar-a', edition: 'ar', characters: 10, cost: 0.00016 }),
    anEntry({ day: '2026-11-23', characters: 500, cost: 0.008, reused: 0, saved: 0 }),
    anEntry({ day: '2026-10-01', characters: 1e6, cost: 16 }),
  ];

  it('is told by day, with the total and what is left of today’s budget', async () => {
    const { body } = await ask({ from: '2026-11-22', to: '2026-11-24' }, entries);
    const limit = settings.narration.dailyBudget;
    expect(body).toEqual({
      from: '2026-11-22',
      to: '2026-11-24',
      by: 'day',
      rows: [
        { name: '2026-11-23', characters: 500, cost: 0.008, units: 10, reused: 0, saved: 0 },
        { name: '2026-11-24', characters: 6010, cost: 0.09616, units: 30, reused: 6, saved: 0.012 },
      ],
      leftOut: 0,
      total: { characters: 6510, cost: 0.10416, units: 40, reused: 6, saved: 0.012 },
      budget: { day: '2026-11-24', limit, spent: 0.09616, left: Math.round((limit - 0.09616) * 1e6) / 1e6 },
    });
  });

  it.each([
    ['article', ['en-b', 'en-a', 'ar-a']],
    ['edition', ['en', 'ar']],
    ['section', ['sport', 'politics']],
  ])('is told by %s, the dearest first', async (by, names) => {
    const { body } = await ask({ from: '2026-11-22', by }, entries);
    expect(body.rows.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(body.total.characters).toBe(6510);
  });

  it('is that of the last thirty days where nobody says which', async () => {
    const { body, days } = await ask({}, entries);
    expect(body).toMatchObject({ from: '2026-10-26', to: '2026-11-24', by: 'day' });
    expect(days).toHaveLength(30);
    expect(body.total.characters).toBe(6510);
  });

  it('is told of today’s budget whatever days are asked for, and never less than nothing of it', async () => {
    const cost = settings.narration.dailyBudget + 3;
    const { body } = await ask({ from: '2026-10-01', to: '2026-10-01' }, [...entries, anEntry({ article: 'c', cost })]);
    expect(body.total.cost).toBe(16);
    expect(body.budget).toMatchObject({ day: '2026-11-24', spent: cost + 0.09616, left: 0 });
  });

  it('is told to people with what is left, or that narration is turned off', () => {
    const budget = { day: '2026-11-24', limit: 25, spent: 1.32, left: 23.68 };
    expect(budgetTold(budget)).toBe('Today, 2026-11-24: $1.3200 of $25.0000 are spent, $23.6800 are left.');
    expect(budgetTold({ ...budget, limit: 0, left: 0 })).toBe(
      'Narration is turned off (dailyBudget is 0). Today, 2026-11-24: $1.3200 are spent.',
    );
  });

  it('is read for 92 days at most, over months, years and the end of February', async () => {
    const longest = await ask({ from: '2027-12-31', to: '2028-03-31' }, [], () => new Date('2028-03-31T00:00:00Z'));
    expect(longest.status).toBe(200);
    expect(longest.days).toHaveLength(92);
    expect(longest.days).toContain('2028-02-29');
    const refused = await ask({ from: '2027-12-31', to: '2028-04-01' });
    expect(refused).toMatchObject({ status: 400, body: { parameter: 'from' }, days: [] });
    expect(refused.body.detail).toContain('2028-01-01');
  });

  it.each([
    [{ from: '2026-11-31' }, 'from'],
    [{ from: '2026-02-29', to: '2026-03-01' }, 'from'],
    [{ from: '2026-11-25' }, 'from'],
    [{ to: 'yesterday' }, 'to'],
    [{ to: '24.11.2026' }, 'to'],
    [{ to: '2026-11-24T00:00:00Z' }, 'to'],
    [{ to: '' }, 'to'],
    [{ by: 'weather' }, 'by'],
    [{ by: '' }, 'by'],
    [{ day: '2026-11-24' }, 'day'],
  ])('is not told for what is no question: %j', async (query: Record<string, string>, parameter) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { parameter }, days: [] });
  });

  it('is not told for a parameter that is given twice', async () => {
    const twice = await ask([
      ['by', 'day'],
      ['by', 'article'],
    ]);
    expect(twice).toMatchObject({ status: 400, body: { parameter: 'by' }, days: [] });
    expect(twice.body.detail).toContain('more than once');
  });

  it('is told of so many rows as an answer can hold, the rest of them in the total', async () => {
    const { studio } = fakeNarrationStudio();
    for (let n = 0; n < 20; n++) await studio.note(anEntry({ article: `en-${n}`, cost: n / 100 }));
    const question = { from: '2026-11-24', to: '2026-11-24', by: 'article' } as const;
    const report = await reportSpending(question, { studio, now }, 5);
    expect(report.rows.map(({ name }) => name)).toEqual(['en-19', 'en-18', 'en-17', 'en-16', 'en-15']);
    expect(report.leftOut).toBe(15);
    expect(report.total.cost).toBe(1.9);
  });
});

describe('the sums of groups', () => {
  const entry = fc.record({
    day: fc.constantFrom('2026-11-23', '2026-11-24'),
    article: fc.constantFrom('en-a', 'en-b', 'ar-a'),
    edition: fc.constantFrom('en', 'ar'),
    section: fc.constantFrom('politics', 'sport', 'constructor', '__proto__'),
    characters: fc.nat(1e6),
    cost: fc.nat(1e7).map((micros) => micros / 1e6),
    units: fc.nat(100),
    reused: fc.nat(100),
    saved: fc.nat(1e7).map((micros) => micros / 1e6),
  });

  it('add up to the same total whatever they are asked by, in whatever pieces they are added', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), fc.nat(30), (entries, cut) => {
        const total = sumOf(entries);
        for (const by of groupings) {
          const groups = new Map<string, Sums>();
          addTo(groups, entries.slice(0, cut), by);
          addTo(groups, entries.slice(cut), by);
          const rows = rowsOf(groups, by);
          expect(sumOf(rows)).toEqual(total);
          expect(rows.map(({ name }) => name).toSorted()).toEqual(
            [...new Set(entries.map((each) => each[by]))].toSorted(),
          );
        }
      }),
    );
  });
});
