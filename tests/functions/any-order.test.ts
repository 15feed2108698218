import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noDebts } from '../../shared/domain/article.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const files: Record<string, string> = {
  one: anArticleFile({ headline: 'one' }),
  two: anArticleFile({ headline: 'two', tags: '[Ferries]' }),
  three: anArticleFile({ headline: 'three', slug: null, section: 'world' }, 'Other words.'),
  broken: 'no front matter',
  withdrawn: '---\nstatus: withdrawn\nreason: It was wrong.\n---\n',
};
const contents = Object.keys(files);
const keyOf = (slot: number) => `articles/en/p/story-${slot}.md`;

/** What happens to one of five keys, at most six times each: a file is put, or removed. */
const steps = fc
  .array(fc.record({ slot: fc.nat({ max: 4 }), put: fc.option(fc.constantFrom(...contents), { freq: 4 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((all) => all.filter((step, index) => all.slice(0, index).filter(({ slot }) => slot === step.slot).length < 6));

/**
 * S3 and SQS at their worst: events wait, overtake one another, come twice or together, and functions die between any
 * commit and its announcement.
 */
it('events in any order, number and delay end in the state of the newest upload, all announced in order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (happened, dice) => {
      const newsroom = aNewsroom();
      const roll = (sides: number) => (dice.next().value ?? 0) % sides;
      const { announce } = newsroom.needs.announcer;
      newsroom.needs.announcer.announce = async (announcement) => {
        if (roll(8) === 0) throw new Error('killed before it announced');
        await announce(announcement);
        if (roll(8) === 0) throw new Error('killed after it announced');
      };
      const waiting: Upload[] = [];
      const deliver = async (upload: Upload | undefined) => {
        if (upload === undefined) return;
        try {
          await newsroom.ingest(upload);
          if (roll(4) === 0) waiting.push(upload);
        } catch {
          waiting.push(upload);
        }
      };
      const pick = () => waiting.splice(roll(Math.max(1, waiting.length)), 1)[0];
      const deliverSome = () => Promise.all(Array.from({ length: 1 + roll(3) }, () => deliver(pick())));

      for (const { slot, put } of happened) {
        const key = keyOf(slot);
        waiting.push(put === null ? newsroom.uploads.remove(key) : newsroom.uploads.put(key, files[put] ?? ''));
        if (roll(2) === 0) await deliverSome();
      }
      while (waiting.length > 0) await deliverSome();
      // What a killed function left unsaid, and no event brings again, release-due says a minute later.
      newsroom.moveClock('2026-11-24T12:02:00Z');
      newsroom.needs.announcer.announce = announce;
      await newsroom.release();

      const newest = new Map(happened.map(({ slot, put }) => [slot, put]));
      for (const [slot, put] of newest) {
        const id = `en-p-story-${slot}`;
        const record = await newsroom.table.find(id);
        if (put === null || put === 'withdrawn') expect(record?.state).toBe('withdrawn');
        else if (put !== 'broken') expect([record?.state, record?.article?.headline]).toEqual(['live', put]);
        if (put === 'withdrawn') expect(record?.reason).toBe('It was wrong.');
        expect(record?.debts ?? noDebts).toEqual(noDebts);

        const listed = (await newsroom.table.list('en', '9', 99)).cards.filter((card) => card.id === id);
        expect(listed.map((card) => card.headline)).toEqual(record?.state === 'live' ? [record.article?.headline] : []);

        const told = newsroom.announcer.said.filter(({ article }) => article === id);
        const revisions = [
          ...new Set(told.filter(({ type }) => type !== 'article.withdrawn').map(({ revision }) => revision)),
        ];
        expect(revisions).toEqual(Array.from({ length: record?.revision ?? 0 }, (_, index) => index + 1));
        const wasTold = told.some(({ type }) => type !== 'article.withdrawn');
        if (wasTold) expect(told.at(-1)?.type === 'article.withdrawn').toBe(record?.state === 'withdrawn');

        const filed = newsroom.uploads.filed.get(keyOf(slot));
        const last = newsroom.table.receipts
          .filter(({ key }) => key === keyOf(slot))
          .toSorted((a, b) => (a.sequencer < b.sequencer ? -1 : 1))
          .at(-1);
        expect(filed?.sequencer).toBe(last?.sequencer);
      }
      const receipts = newsroom.table.receipts.map(({ key, sequencer }) => `${key} ${sequencer}`);
      expect(new Set(receipts).size).toBe(receipts.length);
      expect(receipts).toHaveLength(happened.length);
    }),
    { numRuns: 2000 },
  );
}, 180_000);
