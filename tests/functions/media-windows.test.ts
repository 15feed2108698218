import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVisible, noDebts, showingOf } from '../../shared/domain/article.ts';
import { mediaWindow, windowIn } from '../../shared/domain/media.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const id = 'en-politics-tunnel';
type Newsroom = ReturnType<typeof aNewsroom>;
const at = (time: string) => `2026-11-24T${time}Z`;
const minute = 60_000;

/** Lets minutes pass; each has its release and its narrators, unless they are not to look. */
async function pass(newsroom: Newsroom, minutes: number, isNarrated = true): Promise<void> {
  for (let count = 0; count < minutes; count++) {
    newsroom.moveClock(new Date(newsroom.now().getTime() + minute).toISOString());
    await newsroom.release();
    if (isNarrated) await newsroom.drain({ until: newsroom.now().toISOString() });
  }
}

/** Does something when the record is committed for the next time, just before it. */
function beforeCommit({ needs }: Newsroom, meanwhile: () => Promise<unknown>): void {
  const { commit } = needs.articles;
  needs.articles.commit = async (change) => {
    needs.articles.commit = commit;
    await meanwhile();
    return await commit(change);
  };
}

describe('an article whose former window is closed', () => {
  const tags = { tags: '[DPRK, Summits]' };

  /** It ends at eight; its window without an end closes at one. */
  async function oneThatEnds() {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile(tags));
    await newsroom.drain();
    await newsroom.put(key, anArticleFile({ ...tags, expires: at('20:00:00') }));
    await newsroom.drain({ until: at('12:30:00') });
    return newsroom;
  }

  async function expectItsEnd(newsroom: Newsroom) {
    newsroom.moveClock(at('19:59:00'));
    await pass(newsroom, 3);
    const record = await newsroom.table.find(id);
    expect([record?.state, record?.dueAt]).toEqual(['withdrawn', undefined]);
    expect(await newsroom.table.due(new Date(at('23:00:00')), 9)).toEqual([]);
  }

  it('ends at its time though a tag is renamed while release-due closes it', async () => {
    const newsroom = await oneThatEnds();
    newsroom.moveClock(at('13:00:10'));
    beforeCommit(newsroom, () => newsroom.release());
    await newsroom.put('concepts/north-korea.yaml', aConceptFile());
    await pass(newsroom, 3);
    await expectItsEnd(newsroom);
  });

  it('ends at its time though whoever settles a version is slower than release-due', async () => {
    const newsroom = await oneThatEnds();
    newsroom.moveClock(at('12:59:59.500'));
    const { announce } = newsroom.needs.announcer;
    newsroom.needs.announcer.announce = async (announcement) => {
      newsroom.needs.announcer.announce = announce;
      await announce(announcement);
      newsroom.moveClock(at('13:00:00.500'));
      await newsroom.release();
    };
    await newsroom.put(key, anArticleFile({ ...tags, headline: 'Another headline', expires: at('20:00:00') }));
    await pass(newsroom, 3);
    await expectItsEnd(newsroom);
  });

  it('ends in one go though nobody has looked for hours', async () => {
    const newsroom = await oneThatEnds();
    await expectItsEnd(newsroom);
    expect(newsroom.recordings.size).toBe(0);
  });
});

describe('audio', () => {
  it('is made again for an article that is withdrawn and back at once, with the times that it had', async () => {
    const newsroom = aNewsroom();
    const file = anArticleFile({ 'publish-at': at('11:00:00') });
    await newsroom.put(key, file);
    await newsroom.drain();
    await newsroom.remove(key);
    await newsroom.put(key, file);
    await newsroom.drain();
    const narration = (await newsroom.table.find(id))?.narration;
    expect(narration?.state === 'ready' && newsroom.recordings.has(narration.mp3)).toBe(true);
  });

  it('of a text that was replaced goes from all windows, though the article comes back to one of them', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(key, anArticleFile());
    await newsroom.drain();
    await newsroom.put(key, anArticleFile({ expires: at('20:00:00') }));
    await pass(newsroom, 10);
    await newsroom.put(key, anArticleFile({ headline: 'Another headline' }));
    await pass(newsroom, 70);
    const narration = (await newsroom.table.find(id))?.narration;
    expect([...newsroom.recordings.keys()]).toEqual([narration?.state === 'ready' ? narration.mp3 : undefined]);
  });
});

describe('whatever is published, rescheduled, silenced and withdrawn, minute by minute', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAD0lEQVR42mNk+M9QzwAEAAmGAYCF+yOnAAAAAElFTkSuQmCC',
    'base64',
  );
  const inMinutes = (count: number | undefined) =>
    count === undefined ? undefined : new Date(Date.parse(at('12:00:00')) + count * minute).toISOString();
  const published = fc.record({
    text: fc.constantFrom('A', 'B'),
    silent: fc.nat(5).map((die) => die === 0),
    from: fc.constantFrom(undefined, -60, -30, -30, 20, 45, 90).map(inMinutes),
    until: fc.constantFrom(undefined, undefined, 61, 90, 130, 200, 400).map(inMinutes),
  });
  const waiting = fc.record({ minutes: fc.constantFrom(0, 1, 5, 17, 30, 59, 60, 61), isNarrated: fc.boolean() });
  const step = fc.oneof(
    { weight: 5, arbitrary: published },
    { weight: 5, arbitrary: waiting },
    { weight: 1, arbitrary: fc.constant('removed' as const) },
  );

  const mediaOf = ({ recordings, pictures }: Newsroom) => [...recordings.keys(), ...pictures.keys()];

  /** What readers are told of is there, and nothing is open of what they may not see. */
  async function expectRight(newsroom: Newsroom) {
    const record = await newsroom.table.find(id);
    const showing = record === undefined ? undefined : showingOf(record);
    const now = newsroom.now();
    if (showing !== undefined && isVisible(showing, now)) {
      if (record?.narration?.state === 'ready') expect(mediaOf(newsroom)).toContain(record.narration.mp3);
      expect(mediaOf(newsroom)).toContain(record?.article?.hero?.src);
    } else {
      const isOpen = (path: string) => {
        const [from, to] = (windowIn(path) ?? '').split('-');
        return Number(from) <= now.getTime() && (to === 'ever' || Number(to) > now.getTime());
      };
      expect(mediaOf(newsroom).filter(isOpen)).toEqual([]);
    }
  }

  it('audio and pictures are there while they show and not else, and in the end only those of the last window are left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const newsroom = aNewsroom();
        newsroom.uploads.put('images/a.png', png);
        for (const each of steps) {
          if (each === 'removed') {
            await newsroom.remove(key);
            await newsroom.drain({ until: newsroom.now().toISOString() });
          } else if ('minutes' in each) {
            for (let count = 0; count < each.minutes; count++) {
              await pass(newsroom, 1, each.isNarrated);
              await expectRight(newsroom);
            }
          } else {
            const fields: Record<string, string> = {
              headline: `Headline ${each.text}`,
              hero: '{ src: images/a.png, alt: A picture }',
            };
            if (each.from !== undefined) fields['publish-at'] = each.from;
            if (each.until !== undefined) fields.expires = each.until;
            if (each.silent) fields.narration = '{ skip: true }';
            await newsroom.put(key, anArticleFile(fields));
          }
        }
        for (let count = 0; count < 80; count++) {
          await pass(newsroom, 1);
          await expectRight(newsroom);
        }
        const record = await newsroom.table.find(id);
        if (record?.article === undefined) return;
        const window = mediaWindow(record.article);
        expect(mediaOf(newsroom).filter((path) => windowIn(path) !== window)).toEqual([]);
        const { narration, state } = record;
        const audio = state === 'live' && narration?.state === 'ready' ? [narration.mp3] : [];
        expect([...newsroom.recordings.keys()]).toEqual(expect.arrayContaining(audio));
        if (state === 'live' && narration?.state !== 'skipped') expect(audio).toHaveLength(1);
        else expect(newsroom.recordings.size).toBe(0);
        if (Date.parse(record.article.publishedAt) <= newsroom.now().getTime()) expect(record.debts).toEqual(noDebts);
        const dues = await newsroom.table.due(new Date(at('23:59:59')), 9);
        expect(dues).toEqual(record.dueAt === undefined ? [] : [{ id, at: record.dueAt }]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
