import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../shared/domain/receipt.ts';
import { compareSequencers, type Upload } from '../../shared/domain/upload.ts';
import { namesIn } from '../fakes/concept-store.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'concepts/north-korea.yaml';

describe('an uploaded concept', () => {
  it('is registered under all its names, with a receipt beside it and a word to the newsroom', async () => {
    const newsroom = aNewsroom();
    expect(await newsroom.put(key, aConceptFile())).toBe('registered');
    for (const name of ['north-korea', 'dprk', 'corea-del-norte', 'democratic-peoples-republic-of-korea']) {
      expect((await newsroom.table.concept(name))?.id, name).toBe('north-korea');
    }
    const receipt = { key, outcome: 'registered', problems: [], concept: { id: 'north-korea' } };
    expect(newsroom.table.receipts).toMatchObject([receipt]);
    expect(newsroom.uploads.filed.get(key)).toMatchObject(receipt);
    expect(newsroom.announcer.reported).toMatchObject([receipt]);
    expect(newsroom.announcer.said).toEqual([]);
    expect((await newsroom.concepts.find('north-korea'))?.unsettled).toBeUndefined();
  });

  it('that changes gives up the names that it no longer has', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    expect(await newsroom.put(key, aConceptFile({ aliases: '[Pyongyang]' }))).toBe('updated');
    expect(await newsroom.table.concept('dprk')).toBeUndefined();
    expect((await newsroom.table.concept('pyongyang'))?.id).toBe('north-korea');
  });

  it('of identical bytes is unchanged', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    expect(await newsroom.put(key, aConceptFile())).toBe('unchanged');
  });

  it('that is faulty is rejected, and the version before stays', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    expect(await newsroom.put(key, aConceptFile({ names: null }))).toBe('rejected');
    expect(newsroom.announcer.reported.at(-1)).toMatchObject({ problems: [{ code: 'field-missing', field: 'names' }] });
    expect((await newsroom.table.concept('dprk'))?.id).toBe('north-korea');
  });

  it('may claim no name of another, and is told of each whose it is and where it stands', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    const rival = 'name: Korea\naliases:\n  - South\n  - dprk\n  - Corea del Norte\n';
    expect(await newsroom.put('concepts/korea.yaml', rival)).toBe('rejected');
    const { problems } = newsroom.announcer.reported.at(-1) ?? { problems: [] };
    expect(problems).toMatchObject([
      { code: 'concept-taken', words: 'dprk', place: { line: 4, column: 5 } },
      { code: 'concept-taken', words: 'Corea del Norte', place: { line: 5, column: 5 } },
    ]);
    expect(problems[0]?.message).toContain('“north-korea”');
    expect(await newsroom.table.concept('south')).toBeUndefined();
    expect(await newsroom.concepts.find('korea')).toBeUndefined();
  });

  it('may claim the names of one that was removed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    expect(await newsroom.remove(key)).toBe('withdrawn');
    expect(await newsroom.table.concept('dprk')).toBeUndefined();
    expect(await newsroom.put('concepts/korea.yaml', 'name: Korea\naliases: [DPRK, North Korea]')).toBe('registered');
    expect((await newsroom.table.concept('north-korea'))?.id).toBe('korea');
  });

  it('is rejected while another file is the same concept, and not once that one is removed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    expect(await newsroom.put('concepts/North Korea.json', '{"name": "a"}')).toBe('rejected');
    expect(newsroom.announcer.reported.at(-1)?.problems).toMatchObject([{ code: 'id-taken', words: key }]);
    await newsroom.remove(key);
    expect(await newsroom.put('concepts/North Korea.json', '{"name": "a"}')).toBe('registered');
  });

  it.each(['concepts/asia/korea.yaml', 'concepts/korea.txt'])(
    'under the key %s is rejected; its removal is nothing',
    async (bad) => {
      const newsroom = aNewsroom();
      expect(await newsroom.put(bad, 'name: a')).toBe('rejected');
      expect(await newsroom.remove(bad)).toBe('superseded');
      expect(newsroom.announcer.reported).toHaveLength(1);
    },
  );

  it('is not brought back by its late event after a removal', async () => {
    const newsroom = aNewsroom();
    const late = newsroom.uploads.put(key, aConceptFile());
    await newsroom.remove(key);
    newsroom.uploads.put(key, aConceptFile());
    expect(await newsroom.ingest(late)).toBe('superseded');
    expect((await newsroom.concepts.find('north-korea'))?.state).toBe('removed');
  });

  it('is not undone by a late removal, once its file is back', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, aConceptFile());
    const removal = newsroom.uploads.remove(key);
    newsroom.uploads.put(key, aConceptFile());
    expect(await newsroom.ingest(removal)).toBe('superseded');
    expect((await newsroom.concepts.find('north-korea'))?.state).toBe('registered');
  });

  it('whose answer was lost in a crash is answered when its event comes again, by one receipt', async () => {
    const newsroom = aNewsroom();
    const upload = newsroom.uploads.put(key, aConceptFile());
    const { file } = newsroom.needs.uploads;
    newsroom.needs.uploads.file = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.ingest(upload)).rejects.toThrow('dies');
    newsroom.needs.uploads.file = file;
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(newsroom.uploads.filed.get(key)).toMatchObject({ outcome: 'registered' });
    expect(newsroom.table.receipts).toHaveLength(1);
  });
});

/*
 * Events of different keys have no order among each other: who comes first has the name. So the model follows the
 * receipts. Of each key, the newest upload that was accepted is what the registry says, and an upload that was not
 * accepted was overtaken by a newer one of its key, or asked for a name that another concept had at that moment.
 */
type Step =
  | { kind: 'put'; id: string; aliases: string[] }
  | { kind: 'remove'; id: string }
  | { kind: 'deliver'; pick: number };

const id = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), id, aliases: fc.subarray(['x', 'y', 'z', 'a', 'b']) }),
  fc.record({ kind: fc.constant('remove' as const), id }),
  fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat() }),
);

describe('events of concepts in any order, number and delay', () => {
  it('end in the newest accepted upload of each, every name being one concept’s, every upload having one receipt', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        async (steps, picks) => {
          const newsroom = aNewsroom();
          const events: { upload: Upload; id: string; aliases?: string[] }[] = [];
          const deliver = async (upload: Upload) => {
            const before = new Map(newsroom.table.concepts);
            if ((await newsroom.ingest(upload)) !== 'rejected') return;
            for (const { code, words = '' } of newsroom.announcer.reported.at(-1)?.problems ?? []) {
              expect(code).toBe('concept-taken');
              const owner = before.get(words)?.id;
              expect(owner).toBeDefined();
              expect(`concepts/${owner}.yaml`).not.toBe(upload.key);
            }
          };
          for (const each of steps) {
            const path = 'id' in each ? `concepts/${each.id}.yaml` : '';
            if (each.kind === 'put') {
              const text = `name: ${each.id}\naliases: [${each.aliases.join()}]\n`;
              events.push({ upload: newsroom.uploads.put(path, text), id: each.id, aliases: each.aliases });
            } else if (each.kind === 'remove') events.push({ upload: newsroom.uploads.remove(path), id: each.id });
            else if (events.length > 0) await deliver(events[each.pick % events.length]!.upload);
          }
          const left = [...events];
          for (const pick of picks) {
            const [event] = left.length > 0 ? left.splice(pick % left.length, 1) : [];
            if (event !== undefined) await deliver(event.upload);
            if (events.length > 0) await deliver(events[pick % events.length]!.upload);
          }

          const { receipts } = newsroom.table;
          expect(receipts.map(({ sequencer }) => sequencer).toSorted()).toEqual(
            events.map(({ upload }) => upload.sequencer),
          );
          const outcomeOf = ({ sequencer }: Upload) => receipts.find((each) => each.sequencer === sequencer)?.outcome;
          const isAccepted = (outcome?: Outcome) =>
            ['registered', 'updated', 'unchanged', 'withdrawn'].some((accepted) => accepted === outcome);
          const records = await Promise.all(['a', 'b', 'c'].map((each) => newsroom.concepts.find(each)));
          for (const [index, concept] of ['a', 'b', 'c'].entries()) {
            const ofKey = events
              .filter((event) => event.id === concept)
              .toSorted((a, b) => compareSequencers(b.upload.sequencer, a.upload.sequencer));
            const newest = ofKey[0];
            if (newest !== undefined) expect(outcomeOf(newest.upload)).not.toBe('superseded');
            const winner = ofKey.find(({ upload }) => isAccepted(outcomeOf(upload)));
            expect(records[index]?.sequencer).toBe(winner?.upload.sequencer);
            expect(records[index]?.concept?.aliases).toEqual(winner?.aliases);
          }
          expect(new Map([...newsroom.table.concepts].map(([name, { id }]) => [name, id]))).toEqual(namesIn(records));
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});
