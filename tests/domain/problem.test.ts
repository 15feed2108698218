import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { problemCodes, shortened } from '../../shared/domain/problem.ts';

const docs = (file: string) => readFileSync(path.join(import.meta.dirname, '../../docs', file), 'utf8');

it('every code that a problem can have is explained to editors, once, and no other', () => {
  const explained = [...docs('article-format.md').matchAll(/^\| `([a-z-]+)` \| (?:error|warning) \|/gm)].map(
    ([, code]) => code,
  );
  expect(explained.toSorted()).toEqual([...problemCodes].toSorted());
});

it('the words at fault are cut to a line, never within a character', () => {
  expect(shortened('a\n  b')).toBe('a b');
  expect(shortened(`${'x'.repeat(78)}😀😀`)).toBe(`${'x'.repeat(78)}\ufffd…`);
  expect(shortened('x'.repeat(99))).toHaveLength(80);
});
