import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcileUploads } from '../../functions/reconcile-uploads/reconcile-uploads.ts';
import { sequencerAfter } from '../../functions/reconcile-uploads/sequencer-after.ts';
import { compareSequencers, type Upload } from '../../shared/domain/upload.ts';
import type { NewsroomReading } from '../../shared/ports.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
const begin = Date.parse('2026-11-24T12:00:00.000Z');
const hour = 3_600_000;

/** A newsroom whose uploads reach nobody until their events are delivered, and whose clock goes on by an hour a step. */
function aForgetfulNewsroom() {
  const newsroom = aNewsroom();
  const { uploads, table, announcer, needs } = newsroom;
  const desk: NewsroomReading = {
    async receipts(of) {
      const ofKey = table.receipts.filter((receipt) => receipt.key === of);
      return structuredClone(ofKey.toSorted((a, b) => compareSequencers(b.sequencer, a.sequencer)).slice(0, 50));
    },
    originals: async () => [],
    original: async () => undefined,
  };
  const ledger = uploads.ledger;
  let hours = 0;
  const reconcile = (until?: Date) => reconcileUploads({ ...needs, ledger, desk }, until);
  return {
    ...newsroom,
    desk,
    /** The event that S3 makes of an upload, not delivered. */
    store: (name: string, content: string) => uploads.put(name, content),
    drop: (name: string) => uploads.remove(name),
    wait() {
      hours += 1;
      newsroom.moveClock(new Date(begin + hours * hour).toISOString());
    },
    reconcile,
    /** Reconciles, and has everything that was queued judged; answers what was mended. */
    async heal() {
      const { stored, removed } = await reconcile();
      for (const upload of uploads.requeued.splice(0)) await newsroom.ingest(upload);
      return stored + removed;
    },
    live: async (of = id) => {
      const record = await table.find(of);
      return record?.state === 'live' ? record.article?.headline : undefined;
    },
    said: () => announcer.said.map((each) => each.id),
  };
}

const file = (headline: string) => anArticleFile({ headline });

describe('reconciling', () => {
  it('publishes an upload whose event was lost, as of the time when it was stored, and tells the newsroom', async () => {
    const newsroom = aForgetfulNewsroom();
    newsroom.store(key, file('Tunnel agreed'));
    newsroom.wait();
    expect(await newsroom.reconcile()).toEqual({ looked: 1, stored: 1, removed: 0, keys: [key], seconds: 0 });
    expect(newsroom.uploads.requeued).toMatchObject([{ kind: 'stored', key, at: '2026-11-24T12:00:00.000Z' }]);
    for (const upload of newsroom.uploads.requeued) expect(await newsroom.ingest(upload)).toBe('published');
    expect((await newsroom.table.find(id))?.article?.publishedAt).toBe('2026-11-24T12:00:00.000Z');
    expect(newsroom.announcer.mendings).toMatchObject([{ stored: 1, removed: 0, keys: [key] }]);
  });

  it('updates an article of which a later upload was lost, and withdraws one whose removal was', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('First'));
    newsroom.store(key, file('Second'));
    newsroom.wait();
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.live()).toBe('Second');
    newsroom.drop(key);
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.live()).toBeUndefined();
    expect(newsroom.said()).toEqual([`${id}@1`, `${id}@2`, `${id}@2/withdrawn`]);
  });

  it('withdraws a scheduled article whose removal was lost, before anybody has seen it', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, anArticleFile({ 'publish-at': '2026-12-24T12:00:00Z' }));
    newsroom.drop(key);
    expect(await newsroom.heal()).toBe(1);
    expect((await newsroom.table.find(id))?.state).toBe('withdrawn');
    expect(newsroom.said()).toEqual([]);
  });

  it('withdraws an article whose last upload was rejected before its removal was lost', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('Good'));
    newsroom.store(key, anArticleFile({ headline: null }));
    newsroom.wait();
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.live()).toBe('Good');
    newsroom.drop(key);
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.live()).toBeUndefined();
  });

  it('mends nothing, and tells nobody, where every upload has its answer', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('Good'));
    await newsroom.put('articles/en/broken.md', anArticleFile({ headline: null }));
    await newsroom.put('articles/en/gone.md', file('Gone'));
    await newsroom.remove('articles/en/gone.md');
    await newsroom.put('articles/readme.txt', 'No article');
    newsroom.wait();
    expect(await newsroom.reconcile()).toMatchObject({ stored: 0, removed: 0, keys: [] });
    expect(newsroom.uploads.requeued).toEqual([]);
    expect(newsroom.announcer.mendings).toEqual([]);
  });

  it('withdraws nothing twice that a list still shows for a moment', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('Gone'));
    const page = await newsroom.table.list('en', '~', 10);
    await newsroom.remove(key);
    const { needs, desk, uploads, table } = newsroom;
    const behind = { ...table, list: async (name: string) => (name === 'en' ? page : { cards: [], next: undefined }) };
    expect(await reconcileUploads({ ...needs, reading: behind, ledger: uploads.ledger, desk })).toMatchObject({
      removed: 0,
    });
  });

  it('leaves uploads of the last minutes to their events', async () => {
    const newsroom = aForgetfulNewsroom();
    newsroom.store(key, file('New'));
    newsroom.moveClock('2026-11-24T12:14:59Z');
    expect(await newsroom.reconcile()).toMatchObject({ stored: 0 });
    newsroom.moveClock('2026-11-24T12:15:01Z');
    expect(await newsroom.reconcile()).toMatchObject({ stored: 1 });
  });

  it('leaves an object that is replaced while it looks to that upload’s own event', async () => {
    const newsroom = aForgetfulNewsroom();
    newsroom.store(key, file('First'));
    newsroom.wait();
    const { ledger } = newsroom.uploads;
    const replacing = {
      ...ledger,
      async find(name: string) {
        newsroom.store(key, file('Second'));
        return await ledger.find(name);
      },
    };
    const { needs, desk, uploads } = newsroom;
    expect(await reconcileUploads({ ...needs, ledger: replacing, desk })).toMatchObject({ stored: 0 });
    expect(uploads.requeued).toEqual([]);
  });

  it('brings a concept whose event was lost', async () => {
    const newsroom = aForgetfulNewsroom();
    newsroom.store('concepts/harbour.yaml', 'name: Harbour');
    newsroom.store('images/harbour.png', 'no upload that anybody waits for');
    newsroom.wait();
    expect(await newsroom.reconcile()).toMatchObject({ stored: 1, keys: ['concepts/harbour.yaml'] });
  });

  it('forgets a concept and a lexicon whose removals were lost, and nothing that stands or was removed', async () => {
    const newsroom = aForgetfulNewsroom();
    const words = (alias: string) => `- { term: Ellery, alias: ${alias} }`;
    await newsroom.put('concepts/harbour.yaml', 'name: Harbour');
    await newsroom.put('concepts/island.yaml', 'name: Island');
    await newsroom.put('concepts/gone.yaml', 'name: Gone');
    await newsroom.remove('concepts/gone.yaml');
    await newsroom.put('concepts/moved.yaml', 'name: Moved');
    await newsroom.remove('concepts/moved.yaml');
    await newsroom.put('concepts/moved.yml', 'name: Moved');
    await newsroom.put('lexicons/es.yaml', words('Élleri'));
    await newsroom.put('lexicons/en.yaml', words('Ellary'));
    newsroom.drop('concepts/harbour.yaml');
    newsroom.drop('lexicons/en.yaml');
    newsroom.wait();
    expect(await newsroom.heal()).toBe(2);
    const { concepts, lexicons } = newsroom.needs;
    const states = ['harbour', 'island', 'gone', 'moved'].map(async (of) => (await concepts.find(of))?.state);
    expect(await Promise.all(states)).toEqual(['removed', 'registered', 'removed', 'registered']);
    expect((await lexicons.find('en'))?.state).toBe('removed');
    expect((await lexicons.find('es'))?.state).toBe('registered');
    expect(newsroom.announcer.mendings).toMatchObject([{ removed: 2 }]);
    expect(await newsroom.heal()).toBe(0);
  });

  it('forgets a concept whose last upload was rejected before its removal was lost', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put('concepts/harbour.yaml', 'name: Harbour');
    await newsroom.put('concepts/harbour.yaml', 'wikidata: harbour');
    newsroom.drop('concepts/harbour.yaml');
    newsroom.wait();
    expect(await newsroom.heal()).toBe(1);
    expect((await newsroom.needs.concepts.find('harbour'))?.state).toBe('removed');
  });

  it('names the first fifty keys of what it mended, and counts all', async () => {
    const newsroom = aForgetfulNewsroom();
    for (let n = 0; n < 60; n++) newsroom.store(`articles/en/story-${n}.md`, file(`Story ${n}`));
    newsroom.wait();
    const { stored, keys } = await newsroom.reconcile();
    expect(stored).toBe(60);
    expect(new Set(keys).size).toBe(50);
  });

  it('ends with an error when its time is over, and has mended and told what it had found', async () => {
    const newsroom = aForgetfulNewsroom();
    for (let n = 0; n < 9; n++) newsroom.store(`articles/en/story-${n}.md`, file(`Story ${n}`));
    newsroom.wait();
    await expect(newsroom.reconcile(newsroom.now())).rejects.toThrow('The time was over after 3 objects');
    expect(newsroom.uploads.requeued).toHaveLength(3);
    expect(newsroom.announcer.mendings).toMatchObject([{ stored: 3 }]);
  });

  it('goes on with the others when one cannot be compared, and fails in the end', async () => {
    const newsroom = aForgetfulNewsroom();
    for (let n = 0; n < 3; n++) newsroom.store(`articles/en/story-${n}.md`, file(`Story ${n}`));
    newsroom.wait();
    const { needs, desk, uploads } = newsroom;
    const failing = {
      ...uploads.ledger,
      async find(name: string) {
        if (name.endsWith('-1.md')) throw new Error('S3 is away');
        return await uploads.ledger.find(name);
      },
    };
    await expect(reconcileUploads({ ...needs, ledger: failing, desk })).rejects.toThrow('S3 is away');
    expect(uploads.requeued).toHaveLength(2);
    expect(newsroom.announcer.mendings).toMatchObject([{ stored: 2 }]);
  });
});

describe('a late event', () => {
  it('of what was mended ends as unchanged, and is told to nobody', async () => {
    const newsroom = aForgetfulNewsroom();
    const late = newsroom.store(key, file('Tunnel agreed'));
    newsroom.wait();
    await newsroom.heal();
    expect(await newsroom.ingest(late)).toBe('unchanged');
    expect(newsroom.said()).toEqual([`${id}@1`]);
    expect(await newsroom.heal()).toBe(0);
  });

  it('that comes before what was queued wins over it', async () => {
    const newsroom = aForgetfulNewsroom();
    const late = newsroom.store(key, file('Tunnel agreed'));
    newsroom.wait();
    await newsroom.reconcile();
    expect(await newsroom.ingest(late)).toBe('published');
    for (const upload of newsroom.uploads.requeued.splice(0)) expect(await newsroom.ingest(upload)).toBe('superseded');
    expect(await newsroom.heal()).toBe(0);
  });

  it('of an object that has been replaced since is superseded, and makes nothing look missed', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('First'));
    const late = newsroom.store(key, file('Second'));
    newsroom.store(key, file('Third'));
    newsroom.wait();
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.ingest(late)).toBe('superseded');
    expect(await newsroom.live()).toBe('Third');
    expect(await newsroom.heal()).toBe(0);
  });

  it('of an upload that came back with the bytes of a superseded one leaves that to be found', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('First'));
    const overtaken = newsroom.store(key, file('Second'));
    newsroom.store(key, file('First'));
    expect(await newsroom.ingest(overtaken)).toBe('superseded');
    newsroom.store(key, file('Second'));
    newsroom.wait();
    expect(await newsroom.heal()).toBe(1);
    expect(await newsroom.live()).toBe('Second');
  });

  it('of a removal does not keep the object that was stored after it from being found again', async () => {
    const newsroom = aForgetfulNewsroom();
    await newsroom.put(key, file('First'));
    const late = newsroom.drop(key);
    newsroom.store(key, file('Second'));
    newsroom.wait();
    await newsroom.heal();
    await newsroom.ingest(late);
    await newsroom.heal();
    expect(await newsroom.live()).toBe('Second');
    expect(await newsroom.heal()).toBe(0);
  });
});

describe('the step that follows a sequencer', () => {
  const hexadecimal = fc.stringMatching(/^[0-9A-F]{1,18}$/);

  it('is newer than all that are known, and older than any of S3’s that is newer than those', () => {
    const sequencer = fc.bigInt(1n, 2n ** 72n - 1n).map((value) => value.toString(16).toUpperCase().padStart(18, '0'));
    fc.assert(
      fc.property(fc.array(sequencer, { minLength: 1 }), fc.nat({ max: 5 }), sequencer, (known, steps, other) => {
        let after = sequencerAfter(...known);
        for (let step = 0; step < steps; step++) after = sequencerAfter(...known, after);
        for (const each of known) expect(compareSequencers(after, each)).toBeGreaterThan(0);
        if (known.every((each) => compareSequencers(other, each) > 0)) {
          expect(compareSequencers(other, after)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is newer than what is known, of whatever length', () => {
    fc.assert(
      fc.property(fc.array(hexadecimal, { minLength: 1 }), (known) => {
        for (const each of known) expect(compareSequencers(sequencerAfter(...known), each)).toBeGreaterThan(0);
      }),
    );
  });

  it('is older than all of S3’s where nothing is known', () => {
    expect(compareSequencers(sequencerAfter(undefined), '0055AED6DCD90281E5')).toBeLessThan(0);
  });
});

describe('whatever is uploaded and removed, and whichever events are lost or late', () => {
  const keys = ['a', 'b', 'c', 'd'].map((name) => `articles/en/politics/${name}.md`);
  const idOf = (name: string) => `en-politics-${name.at(-4)}`;
  const broken = 'broken';
  const step = fc.record({
    name: fc.constantFrom(...keys),
    does: fc.constantFrom('First', 'Second', 'Third', broken, 'remove'),
    event: fc.constantFrom('comes', 'comes', 'is lost', 'is late'),
  });
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  /** Plays the steps; answers the events that are late, and what each key must end as. */
  async function play(newsroom: ReturnType<typeof aForgetfulNewsroom>, steps: Step[]) {
    const late: Upload[] = [];
    const contents = new Map<string, string>();
    for (const { name, does, event } of steps) {
      if (does === 'remove' && !contents.has(name)) continue;
      if (does === 'remove') contents.delete(name);
      else contents.set(name, does);
      const content = does === broken ? anArticleFile({ headline: null }) : file(does);
      const upload = does === 'remove' ? newsroom.drop(name) : newsroom.store(name, content);
      if (event === 'comes') await newsroom.ingest(upload);
      if (event === 'is late') late.push(upload);
    }
    return { late, contents };
  }

  /** A broken file changes nothing, so its key may be live by what came before it, or not. */
  async function expectState(newsroom: ReturnType<typeof aForgetfulNewsroom>, contents: Map<string, string>) {
    for (const name of keys) {
      const content = contents.get(name);
      if (content === broken) expect(await newsroom.table.receipt(name)).toBeDefined();
      else expect(await newsroom.live(idOf(name)), name).toBe(content);
    }
    const said = newsroom.said();
    expect(new Set(said).size).toBe(said.length);
  }

  it('the newest valid content of each key in the bucket is live, and a second run mends nothing', async () => {
    const order = fc.infiniteStream(fc.nat());
    const steps = fc.array(step, { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, order, fc.constantFrom('before', 'between', 'after'), async (played, random, when) => {
        const newsroom = aForgetfulNewsroom();
        const storedLate = played.map(
          (each): Step => (each.does === 'remove' && each.event === 'is late' ? { ...each, event: 'is lost' } : each),
        );
        const { late, contents } = await play(newsroom, storedLate);
        const deliver = async (uploads: Upload[]) => {
          while (uploads.length > 0) {
            for (const upload of uploads.splice(Number(random.next().value) % uploads.length, 1)) {
              await newsroom.ingest(upload);
            }
          }
        };
        newsroom.wait();
        if (when === 'before') await deliver(late);
        await newsroom.reconcile();
        const queued = newsroom.uploads.requeued.splice(0);
        await deliver(when === 'between' ? [...queued, ...late] : queued);
        if (when === 'after') await deliver(late);
        await expectState(newsroom, contents);
        expect(await newsroom.heal()).toBe(0);
        await expectState(newsroom, contents);
      }),
      { numRuns: 60 },
    );
  });

  it('a removal that comes after the mending, older than an object that was lost, is mended by the run after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (played) => {
        const newsroom = aForgetfulNewsroom();
        const { late, contents } = await play(newsroom, played);
        newsroom.wait();
        await newsroom.heal();
        for (const upload of late) await newsroom.ingest(upload);
        await newsroom.heal();
        await expectState(newsroom, contents);
        expect(await newsroom.heal()).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('two runs over the same queue mend once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (played) => {
        const newsroom = aForgetfulNewsroom();
        const { contents } = await play(
          newsroom,
          played.map((each): Step => (each.event === 'comes' ? each : { ...each, event: 'is lost' })),
        );
        newsroom.wait();
        await newsroom.reconcile();
        const once = newsroom.uploads.requeued.length;
        await newsroom.reconcile();
        const queued = newsroom.uploads.requeued.splice(0);
        expect(queued).toHaveLength(2 * once);
        const outcomes = [];
        for (const upload of queued) outcomes.push(await newsroom.ingest(upload));
        expect(
          outcomes.filter((outcome) => outcome !== 'repeated' && outcome !== 'rejected').length,
        ).toBeLessThanOrEqual(once);
        await expectState(newsroom, contents);
        expect(await newsroom.heal()).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
