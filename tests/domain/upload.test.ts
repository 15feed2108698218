import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../../shared/domain/slug.ts';
import { compareSequencers, readArticleKey } from '../../shared/domain/upload.ts';

describe('sequencers', () => {
  const sequencer = fc.stringMatching(/^[0-9A-Fa-f]{1,24}$/);

  it('of one event are equal in any case and padding', () => {
    expect(compareSequencers('0055AED6DCD9028', '0055aed6dcd902800')).toBe(0);
  });

  it('are put in one total order', () => {
    fc.assert(
      fc.property(sequencer, sequencer, sequencer, (a, b, c) => {
        expect(compareSequencers(a, b)).toBe(-compareSequencers(b, a) || 0);
        if (compareSequencers(a, b) <= 0 && compareSequencers(b, c) <= 0)
          expect(compareSequencers(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('of equal length compare as the numbers they are too large to be', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 72n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 72n - 1n }), (a, b) => {
        const hex = (n: bigint) => n.toString(16).padStart(18, '0').toUpperCase();
        expect(Math.sign(compareSequencers(hex(a), hex(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('a key', () => {
  it.each([
    ['articles/en/politics/summit.md', 'en-politics-summit', 'markdown'],
    ['articles/EN/Politics/Summit.MD', 'en-politics-summit', 'markdown'],
    ['articles/es/cultura/El año nuevo.markdown', 'es-cultura-el-ano-nuevo', 'markdown'],
    ['articles/en/a.b/c.json', 'en-a-b-c', 'json'],
  ])('%s names the article %s', (key, id, format) => {
    expect(readArticleKey(key)).toMatchObject({ id, format });
  });

  it.each([
    ['articles/fr/a.md', 'key-edition'],
    ['articles/en/a.docx', 'key-ending'],
    ['articles/en/.md', 'key-ending'],
    ['articles/en/', 'key-path'],
    ['articles/a.md', 'key-path'],
  ])('%s is refused with %s', (key, code) => {
    expect(readArticleKey(key)).toMatchObject({ code, severity: 'error' });
  });

  it('of any text gives an id that is safe in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const read = readArticleKey(`articles/ar/${name.replaceAll('/', '')}.md`);
        if ('id' in read) expect(read.id).toMatch(/^ar-[a-z0-9-]{1,121}$/);
      }),
    );
  });
});

describe('a slug', () => {
  it('of another script differs where the names differ', () => {
    expect(slugOf('الرمال')).toMatch(/^x-[a-z0-9]+$/);
    expect(slugOf('الرمال')).not.toBe(slugOf('الجبال'));
    expect(slugOf('Café Łódź')).toBe('cafe-lodz');
  });

  it('is its own slug', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const slug = slugOf(name);
        expect(slug).toMatch(/^[a-z0-9][a-z0-9-]*$/);
        expect(slugOf(slug)).toBe(slug);
      }),
    );
  });
});
