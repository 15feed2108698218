import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mostArticles } from '../../functions/ingest-article/settle-tags.ts';
import { placesOf } from '../../shared/domain/listing.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aNewsroom } from './newsroom.ts';

const concept = 'concepts/north-korea.yaml';
const article = 'articles/en/world/summit.md';
const id = 'en-world-summit';

type Newsroom = ReturnType<typeof aNewsroom>;

async function page(newsroom: Newsroom, slug: string, edition = 'en'): Promise<string[]> {
  return (await newsroom.table.list(`${edition}/tag/${slug}`, '~', 10_000)).cards.map((card) => card.id);
}

async function tags(newsroom: Newsroom, of = id): Promise<string[]> {
  const { tags = [] } = (await newsroom.table.find(of))?.article ?? {};
  return tags.map(({ slug, name }) => `${slug}: ${name}`);
}

describe('articles that have a concept by another name', () => {
  it('get its tag: record, answer, cards and places, without a revision or a word to anybody', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK, Summits]' }));
    await newsroom.narrate(id);
    const before = await newsroom.table.find(id);
    const said = newsroom.announcer.said.length;
    newsroom.moveClock('2026-11-24T13:00:00Z');
    await newsroom.put(concept, aConceptFile());

    expect(await tags(newsroom)).toEqual(['north-korea: North Korea', 'summits: Summits']);
    expect(await page(newsroom, 'north-korea')).toEqual([id]);
    expect(await page(newsroom, 'dprk')).toEqual([]);
    expect((await newsroom.table.list('en', '~', 9)).cards[0]?.tags[0]).toEqual({
      slug: 'north-korea',
      name: 'North Korea',
    });
    const { gzip = new Uint8Array() } = (await newsroom.table.answer(id)) ?? {};
    const answer = gunzipSync(gzip).toString();
    expect(answer).toContain('"North Korea"');
    expect(answer).not.toContain('DPRK');

    const after = await newsroom.table.find(id);
    expect(after).toEqual({
      ...before,
      version: (before?.version ?? 0) + 1,
      commits: (before?.commits ?? 0) + 1,
      article: { ...before?.article, tags: after?.article?.tags },
    });
    expect(after?.narration?.state).toBe('ready');
    expect(newsroom.announcer.said).toHaveLength(said);
    expect(newsroom.table.receipts.map(({ key }) => key)).toEqual([article, concept]);
  });

  it('get it once if they had it by several names', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK, North Korea, Summits]' }));
    await newsroom.put(concept, aConceptFile());
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea', 'summits: Summits']);
  });

  it('get it in every edition, by the name that the edition has for it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put('articles/es/cumbre.md', anArticleFile({ tags: '[North Korea]' }));
    await newsroom.put('articles/ar/qimma.md', anArticleFile({ tags: '[كوريا الشمالية]' }));
    await newsroom.put(concept, aConceptFile());
    expect(await tags(newsroom, 'es-cumbre')).toEqual(['north-korea: Corea del Norte']);
    expect(await tags(newsroom, 'ar-qimma')).toEqual(['north-korea: كوريا الشمالية']);
  });

  it('are renamed with it, in the editions where its name has changed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile());
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    await newsroom.put('articles/es/cumbre.md', anArticleFile({ tags: '[DPRK]' }));
    const untouched = await newsroom.table.find('es-cumbre');
    await newsroom.put(
      concept,
      aConceptFile({ names: '{en: Korea (North), es: Corea del Norte, ar: كوريا الشمالية}' }),
    );
    expect(await tags(newsroom)).toEqual(['north-korea: Korea (North)']);
    expect(await newsroom.table.find('es-cumbre')).toEqual(untouched);
  });

  it('keep its tag when it is removed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile());
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    await newsroom.remove(concept);
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
  });

  it('go over to another concept that claims the id of the one that was removed', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile());
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    await newsroom.remove(concept);
    await newsroom.put('concepts/korea.yaml', 'name: Korea\naliases: [North Korea, DPRK]');
    expect(await tags(newsroom)).toEqual(['korea: Korea']);
    expect(await page(newsroom, 'north-korea')).toEqual([]);
  });

  it('keep what they owe, also before they are published', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]', 'publish-at': '2026-12-01T00:00:00Z' }));
    const before = await newsroom.table.find(id);
    await newsroom.put(concept, aConceptFile());
    expect(await newsroom.table.find(id)).toMatchObject({ debts: before?.debts, dueAt: before?.dueAt });
    newsroom.moveClock('2026-12-01T00:00:00Z');
    await newsroom.release();
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
  });
});

describe('giving a tag to many articles', () => {
  it('takes as many messages as it needs, and goes on where it stopped', async () => {
    const newsroom = aNewsroom();
    const many = mostArticles + 130;
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const { record, blocks } = (await newsroom.table.open(id))!;
    for (let n = 1; n < many; n++) {
      const next = { ...record, id: `${id}-${n}`, article: { ...record.article!, id: `${id}-${n}` } };
      const change = { record: { next, expected: undefined }, body: blocks, enter: placesOf(next.article), leave: [] };
      await newsroom.table.commit(change);
    }
    const upload = newsroom.uploads.put(concept, aConceptFile());
    expect(await newsroom.ingest(upload)).toBe('registered');
    expect(newsroom.uploads.requeued).toEqual([upload]);
    expect(newsroom.uploads.filed.get(concept)).toMatchObject({ outcome: 'registered' });
    expect(await page(newsroom, 'north-korea')).toHaveLength(mostArticles);
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(await page(newsroom, 'north-korea')).toHaveLength(many);
    expect(await page(newsroom, 'dprk')).toEqual([]);
    expect((await newsroom.concepts.find('north-korea'))?.unsettled).toBeUndefined();
    expect(newsroom.table.receipts.filter(({ key }) => key === concept)).toHaveLength(1);
  }, 30_000);

  it('is finished by the same event after a crash', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const upload = newsroom.uploads.put(concept, aConceptFile());
    const { commit } = newsroom.needs.articles;
    newsroom.needs.articles.commit = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.ingest(upload)).rejects.toThrow('dies');
    newsroom.needs.articles.commit = commit;
    expect(await tags(newsroom)).toEqual(['dprk: DPRK']);
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
  });

  it('is finished by a newer version of the concept, if the older one’s event never comes again', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile());
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const { commit } = newsroom.needs.articles;
    newsroom.needs.articles.commit = () => Promise.reject(new Error('The worker dies here.'));
    const names = '{en: NK, es: Corea del Norte, ar: كوريا الشمالية}';
    await expect(newsroom.put(concept, aConceptFile({ names }))).rejects.toThrow('dies');
    newsroom.needs.articles.commit = commit;
    await newsroom.put(concept, aConceptFile({ names, aliases: '[DPRK]' }));
    expect(await tags(newsroom)).toEqual(['north-korea: NK']);
  });

  it('is finished by a faulty version of the concept too', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const { commit } = newsroom.needs.articles;
    newsroom.needs.articles.commit = () => Promise.reject(new Error('The worker dies here.'));
    await expect(newsroom.put(concept, aConceptFile())).rejects.toThrow('dies');
    newsroom.needs.articles.commit = commit;
    const faulty = newsroom.uploads.put(concept, 'aliases: [no name]');
    expect(await newsroom.ingest(faulty)).toBe('rejected');
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
    expect(await newsroom.ingest(faulty)).toBe('repeated');
  });

  it('waits for nobody: an article that is updated meanwhile is read again', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const { open } = newsroom.needs.articles;
    newsroom.needs.articles.open = async (asked) => {
      const opened = await open(asked);
      newsroom.needs.articles.open = open;
      // By somebody who has not heard of the concept yet.
      const next = { ...opened!.record, version: opened!.record.version + 1, revision: 7 };
      await newsroom.needs.articles.commit({ record: { next, expected: opened!.record }, enter: [], leave: [] });
      return opened;
    };
    await newsroom.put(concept, aConceptFile());
    expect(await newsroom.table.find(id)).toMatchObject({ revision: 7 });
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
  });

  it('also reaches an article that was judged before the concept was registered and committed after', async () => {
    const newsroom = aNewsroom();
    const { lookUp } = newsroom.needs.articles;
    newsroom.needs.articles.lookUp = async (of, names) => {
      const found = await lookUp(of, names);
      newsroom.needs.articles.lookUp = lookUp;
      await newsroom.put(concept, aConceptFile());
      return found;
    };
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
    expect(newsroom.told()).toEqual([`article.published ${id}@1`]);
  });

  it('ends in the newest names, though an older version is still at it', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(article, anArticleFile({ tags: '[DPRK]' }));
    const { open } = newsroom.needs.articles;
    newsroom.needs.articles.open = async (asked) => {
      const opened = await open(asked);
      newsroom.needs.articles.open = open;
      await newsroom.put(concept, aConceptFile({ names: '{en: NK, es: Corea del Norte, ar: كوريا الشمالية}' }));
      return opened;
    };
    await newsroom.put(concept, aConceptFile());
    expect(await tags(newsroom)).toEqual(['north-korea: NK']);
  });

  it('is looked after once more by an upload of the same bytes', async () => {
    const newsroom = aNewsroom();
    await newsroom.put(concept, aConceptFile());
    await newsroom.put(article, anArticleFile({ tags: '[Else]' }));
    const record = await newsroom.table.find(id);
    const stray = { ...record!.article!, tags: [{ slug: 'dprk', name: 'DPRK' }] };
    await newsroom.table.commit({
      record: { next: { ...record!, version: 2, article: stray }, expected: record },
      enter: [{ list: 'en/tag/dprk', place: `${stray.publishedAt}#${id}` }],
      leave: [],
    });
    expect(await newsroom.put(concept, aConceptFile())).toBe('unchanged');
    expect(await tags(newsroom)).toEqual(['north-korea: North Korea']);
  });
});
