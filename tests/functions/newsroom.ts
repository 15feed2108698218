import { gunzipSync, gzipSync } from 'node:zlib';
import { takeUpload } from '../../functions/ingest-article/take-upload.ts';
import { type Narrated, narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { releaseDue } from '../../functions/release-due/release-due.ts';
import type { NarrationCall, NarrationWish } from '../../shared/domain/narration.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { fakeAnnouncer } from '../fakes/announcer.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeConceptStore } from '../fakes/concept-store.ts';
import { fakeLexiconStore } from '../fakes/lexicon-store.ts';
import { fakeMedia } from '../fakes/media.ts';
import { fakeNarrationQueue, fakeNarrationStudio, fakeSpeechCache } from '../fakes/narration-studio.ts';
import { fakeNarrator } from '../fakes/narrator.ts';
import { fakeReadership, fakeViewQueue } from '../fakes/readership.ts';
import { fakeUploads } from '../fakes/uploads.ts';

type Wanted = NarrationWish;

type Draining = { until?: string; turns?: number; narrators?: number };

/** All of Broadsheet on fakes, with a clock that stands until it is moved. */
export function aNewsroom(begin = '2026-11-24T12:00:00.000Z') {
  let clock = Date.parse(begin);
  const now = () => new Date(clock);
  const uploads = fakeUploads(now);
  const table = fakeArticleTable();
  const announcer = fakeAnnouncer();
  const narrator = fakeNarrator();
  const { shelf, media, recordings, pictures } = fakeMedia(now);
  const narrations = fakeNarrationQueue(now);
  const lexicons = fakeLexiconStore(table);
  const { studio } = fakeNarrationStudio(lexicons);
  const cache = fakeSpeechCache();
  const needs = {
    uploads,
    ledger: uploads.ledger,
    articles: table,
    concepts: fakeConceptStore(table, lexicons),
    lexicons,
    reading: table,
    announcer,
    newsroom: announcer,
    narrator,
    shelf,
    media,
    narrations,
    cache,
    studio,
    readership: fakeReadership(),
    views: fakeViewQueue(),
    now,
    hash: sha256,
  };
  let runs = 0;
  let heard = 0;
  let remaining = () => 300_000;
  const run = (call: NarrationCall) => narrateArticle(call, { ...needs, remaining, run: `run ${++runs}` });

  /**
   * Works off the narration queue, what is announced included, in the order of its times and with the clock moved to
   * them, until it is empty, the clock would pass `until`, or `turns` are over. At each turn so many narrators work at once.
   */
  async function drain({ until, turns = 2000, narrators = 1 }: Draining = {}): Promise<Narrated[]> {
    const outcomes: Narrated[] = [];
    for (let turn = 0; turn < turns; turn++) {
      for (const { type, article, revision } of announcer.said.slice(heard)) {
        if (type !== 'narration.ready') narrations.send({ type, article, revision });
      }
      heard = announcer.said.length;
      const first = narrations.take(until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until));
      if (first === undefined) {
        if (until !== undefined) clock = Math.max(clock, Date.parse(until));
        return outcomes;
      }
      clock = Math.max(clock, first.at);
      const others = Array.from({ length: narrators - 1 }, () => narrations.take(clock) ?? []).flat();
      outcomes.push(...(await Promise.all([first, ...others].map(({ call }) => run(call)))));
    }
    if (turns === 2000) throw new Error('The narration queue never runs empty');
    return outcomes;
  }

  return {
    ...needs,
    needs,
    drain,
    /** Milliseconds that a narrator has left. */
    leave(time: () => number) {
      remaining = time;
    },
    table,
    recordings,
    pictures,
    asked: narrations.asked,
    silences: announcer.silences,
    moveClock(to: string) {
      clock = Date.parse(to);
    },
    ingest: (upload: Upload) => takeUpload(upload, needs),
    put: (key: string, content: string) => takeUpload(uploads.put(key, content), needs),
    remove: (key: string) => takeUpload(uploads.remove(key), needs),
    narrate: (article: string, revision = 1, type: Wanted['type'] = 'article.published') =>
      run({ type, article, revision }),
    release: () => releaseDue(needs),
    /** What serving the API needs beside the ports. */
    packing: {
      site: 'https://news.example.org',
      gunzip: (bytes: Uint8Array) => gunzipSync(bytes).toString(),
      gzip: (text: string) => gzipSync(text),
    },
    /** What was announced: types and ids, those of recordings without the time when they were made. */
    told: () => announcer.said.map(({ id, type }) => `${type} ${id.replace(/(\/narration)\/.*$/, '$1')}`),
  };
}
