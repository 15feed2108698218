import { ingestArticle } from '../../functions/ingest-article/ingest-article.ts';
import { narrateArticle } from '../../functions/narrate-article/narrate-article.ts';
import { releaseDue } from '../../functions/release-due/release-due.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { fakeAnnouncer } from '../fakes/announcer.ts';
import { fakeArticleTable } from '../fakes/article-table.ts';
import { fakeNarrationShelf } from '../fakes/narration-shelf.ts';
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
  const needs = {
    uploads,
    articles: table,
    reading: table,
    announcer,
    newsroom: announcer,
    narrator,
    shelf: fakeNarrationShelf(),
    readership: fakeReadership(),
    views: fakeViewQueue(),
    now,
    hash: sha256,
  };
  return {
    ...needs,
    needs,
    table,
    moveClock(to: string) {
      clock = Date.parse(to);
    },
    ingest: (upload: Upload) => ingestArticle(upload, needs),
    put: (key: string, content: string) => ingestArticle(uploads.put(key, content), needs),
    remove: (key: string) => ingestArticle(uploads.remove(key), needs),
    narrate: (article: string, revision = 1, type = 'article.published') =>
      narrateArticle({ type, article, revision }, needs),
    release: () => releaseDue(needs),
    told: () => announcer.said.map(({ id, type }) => `${type} ${id}`),
  };
}
