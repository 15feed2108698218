import { describe, expect, it } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/tunnel.md';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAD0lEQVR42mNk+M9QzwAEAAmGAYCF+yOnAAAAAElFTkSuQmCC',
  'base64',
);
/** Bytes behind a picture's end are nothing to see. */
const other = Buffer.concat([png, Buffer.from([0])]);
const aFile = (fields: Record<string, string> = {}) =>
  anArticleFile({ hero: '{ src: images/a.png, alt: A picture }', ...fields });

describe('the pictures of an article', () => {
  it('are taken away again when its address belongs to another, however often its event comes', async () => {
    const newsroom = aNewsroom();
    newsroom.uploads.put('images/a.png', png);
    await newsroom.put('articles/en/politics/first.md', anArticleFile({ slug: 'taken' }));
    const upload = newsroom.uploads.put(key, aFile({ slug: 'taken' }));
    expect(await newsroom.ingest(upload)).toBe('rejected');
    expect([...newsroom.pictures]).toEqual([]);
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect([...newsroom.pictures]).toEqual([]);
  });

  it('stay when the version that is live has them, though another that names them is rejected', async () => {
    const newsroom = aNewsroom();
    newsroom.uploads.put('images/a.png', png);
    newsroom.uploads.put('images/b.png', other);
    await newsroom.put('articles/en/politics/first.md', anArticleFile({ slug: 'taken' }));
    await newsroom.put(key, aFile());
    const [path] = newsroom.pictures.keys();
    const body = '![The other](images/b.png)\n\nText.';
    const hero = '{ src: images/a.png, alt: A picture }';
    expect(await newsroom.put(key, anArticleFile({ hero, slug: 'taken' }, body))).toBe('rejected');
    expect([...newsroom.pictures.keys()]).toEqual([path]);
    const upload = newsroom.uploads.put(key, anArticleFile({ hero }, body));
    expect(await newsroom.ingest(upload)).toBe('updated');
    expect(await newsroom.ingest(upload)).toBe('repeated');
    expect(newsroom.pictures.size).toBe(2);
  });

  it('are looked at again when one is replaced between being looked at and being kept', async () => {
    const newsroom = aNewsroom();
    newsroom.uploads.put('images/a.png', png);
    const upload = newsroom.uploads.put(key, aFile());
    const { picture } = newsroom.needs.uploads;
    newsroom.needs.uploads.picture = async (...asked) => {
      newsroom.needs.uploads.picture = picture;
      const found = await picture(...asked);
      newsroom.uploads.put('images/a.png', other);
      return found;
    };
    await expect(newsroom.ingest(upload)).rejects.toThrow('images/a.png has changed');
    expect(await newsroom.ingest(upload)).toBe('published');
    expect([...newsroom.pictures.values()].map((bytes) => bytes.length)).toEqual([other.length]);
  });
});
