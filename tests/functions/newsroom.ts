import { gunzipSync, gzipSync } from 'node:zlib';
import { takeUpload } from '../../functions/ingest-article/take-upload.ts';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { releaseDue } from '../../functions/release-due/release-due.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { NarrationCall } from '../../shared/domain/narration.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { fakeAnnouncer } from '../fakes/announcer.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeConceptStore } from '../fakes/concept-store.ts';
import { fakeMedia } from '../fakes/media.ts';
import { fakeNarrationQueue, fakeNarrationStudio, fakeSpeechCache } from '../fakes/narration-studio.ts';
import { fakeNarrator } from '../fakes/narrator.ts';
import { fakeReadership, fakeViewQueue } from '../fakes/readership.ts';
import { fakeUploads } from '../fakes/uploads.ts';

type Wanted = Exclude<NarrationCall, { type: 'narration.retired' }>;

/** All of Broadsheet on fakes, with a clock that stands until it is moved. */
export function aNewsroom(begin = '2026-11-24T12:00:00.000Z') {
  let clock = Date.parse(begin);
  const now = () => new Date(clock);
  const uploads = fakeUploads(now);
  const table = fakeArticleTable();
  const announcer = fakeAnnouncer();
  const narrator = fakeNarrator();
  const { shelf, media, recordings, pictures } = fakeMedia();
  const narrations = fakeNarrationQueue();
  const { studio, lexicons } = fakeNarrationStudio();
  const cache = fakeSpeechCache();
  const needs = {
    uploads,
    articles: table,
    concepts: fakeConceptStore(table),
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
  return {
    ...needs,
    needs,
    table,
    recordings,
    pictures,
    lexicons,
    asked: narrations.asked,
    moveClock(to: string) {
      clock = Date.parse(to);
    },
    ingest: (upload: Upload) => takeUpload(upload, needs),
    put: (key: string, content: string) => takeUpload(uploads.put(key, content), needs),
    remove: (key: string) => takeUpload(uploads.remove(key), needs),
    narrate: (article: string, revision = 1, type: Wanted['type'] = 'article.published') =>
      narrateArticle({ type, article, revision }, { ...needs, remaining: () => 300_000 }),
    release: () => releaseDue(needs),
    packing: { gunzip: (bytes: Uint8Array) => gunzipSync(bytes).toString(), gzip: (text: string) => gzipSync(text) },
    told: () => announcer.said.map(({ id, type }) => `${type} ${id}`),
  };
}
