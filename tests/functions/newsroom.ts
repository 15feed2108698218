import { gunzipSync, gzipSync } from 'node:zlib';
import { takeUpload } from '../../functions/ingest-article/take-upload.ts';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { releaseDue } from '../../functions/release-due/release-due.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { NarrationQueue } from '../../shared/ports.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { fakeAnnouncer } from '../fakes/announcer.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeConceptStore } from '../fakes/concept-store.ts';
import { fakeMedia } from '../fakes/media.ts';
import { fakeNarrator } from '../fakes/narrator.ts';
import { fakeReadership, fakeViewQueue } from '../fakes/readership.ts';
import { fakeUploads } from '../fakes/uploads.ts';

/** All of Broadsheet on fakes, with a clock that stands until it is moved. */
export function aNewsroom(begin = '2026-11-24T12:00:00.000Z') {
  let clock = Date.parse(begin);
  const now = () => new Date(clock);
  const uploads = fakeUploads(now);
  const table = fakeArticleTable();
  const announcer = fakeAnnouncer();
  const narrator = fakeNarrator();
  const { shelf, media, recordings, pictures } = fakeMedia();
  const asked: { article: string; revision: number }[] = [];
  const narrations: NarrationQueue = {
    async ask(article, revision) {
      asked.push({ article, revision });
    },
  };
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
    asked,
    moveClock(to: string) {
      clock = Date.parse(to);
    },
    ingest: (upload: Upload) => takeUpload(upload, needs),
    put: (key: string, content: string) => takeUpload(uploads.put(key, content), needs),
    remove: (key: string) => takeUpload(uploads.remove(key), needs),
    narrate: (article: string, revision = 1, type = 'article.published') =>
      narrateArticle({ type, article, revision }, needs),
    release: () => releaseDue(needs),
    packing: { gunzip: (bytes: Uint8Array) => gunzipSync(bytes).toString(), gzip: (text: string) => gzipSync(text) },
    told: () => announcer.said.map(({ id, type }) => `${type} ${id}`),
  };
}
