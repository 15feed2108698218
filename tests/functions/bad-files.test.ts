import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConcept } from '../../functions/ingest-article/read-concept.ts';
import { type DraftRead, readDraft } from '../../functions/ingest-article/read-draft.ts';
import { readConceptKey } from '../../shared/domain/concept-judgement.ts';
import { hasErrors, type Problem, type ProblemCode, problemCodes } from '../../shared/domain/problem.ts';
import { readArticleKey } from '../../shared/domain/upload.ts';
import { badFiles, badFolder, bytesOf, keyOf, monsters } from '../fixtures/bad-files.ts';

const now = new Date('2026-11-25T12:00:00Z');

/** Problems that a file has only beside others, by its key, or that are of something else than a story or a concept. */
const notOfAFile: readonly ProblemCode[] = [
  'concept-taken',
  'id-taken',
  'image-file',
  'image-missing',
  'key-edition',
  'key-ending',
  'key-path',
  'term-twice',
  'url-taken',
];

function read(bytes: Uint8Array, key: string): DraftRead & { concept?: unknown } {
  if (key.startsWith('concepts/')) {
    const concept = readConceptKey(key);
    if ('code' in concept) throw new Error(concept.message);
    return readConcept(bytes, concept);
  }
  const article = readArticleKey(key);
  if ('code' in article) throw new Error(article.message);
  return readDraft(bytes, article, now);
}

function toldOf({ severity, code, place: { line, column } }: Problem): string {
  return `${severity} ${code} ${line}:${column}`;
}

/** What stands in a file from a problem's place on. */
function textAt(bytes: Uint8Array, { place: { line, column } }: Problem): string | undefined {
  const text = new TextDecoder().decode(bytes);
  const begins = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length)];
  const begin = begins[line - 1];
  const end = begins[line] ?? text.length;
  return begin === undefined || column < 1 || begin + column - 1 > end ? undefined : text.slice(begin + column - 1);
}

/** Spaces as in a problem's words, and without the signs that a wire's times come without. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/[-:]/g, '');
}

/**
 * Whether a problem's words stand where it says. In JSON that is where their text begins, in HTML and XML where their tag
 * does; an encoding's are a byte.
 */
function isThere(text: string, { code, words = '', field }: Problem, file: string): boolean {
  if (words === '' || (code === 'encoding' && words.startsWith('0x'))) return true;
  const start = words.replace(/…$/, '');
  if (plain(text.slice(0, 1000)).startsWith(plain(start))) return true;
  if (file.endsWith('.json')) {
    const isWithin = field === 'body' || code === 'field-unknown' || code === 'text-invisible';
    return isWithin ? /^["{[\dtfn]/.test(text) : text.startsWith(`"${start}`);
  }
  if (!/\.(html|xml)$/.test(file)) return text.startsWith(`"${start}`);
  const tag = /^<[^>]*>/.exec(text)?.[0] ?? '';
  return plain(tag).includes(plain(start)) || tag.startsWith(start.replace(/>$/, ''));
}

describe('a bad file', () => {
  it.each(badFiles.map((bad) => [bad.file, bad] as const))('%s is told what is wrong with it, and where', (_, bad) => {
    const { problems, draft, notice, concept } = read(bytesOf(bad), keyOf(bad));
    expect(problems.map(toldOf)).toEqual(bad.expect);
    expect(problems).not.toEqual([]);
    expect([draft, notice, concept].some((each) => each !== undefined)).toBe(!hasErrors(problems));
  });

  it.each(badFiles.map((bad) => [bad.file, bad] as const))(
    '%s has the words at fault where it is said',
    (file, bad) => {
      const bytes = bytesOf(bad);
      for (const problem of read(bytes, keyOf(bad)).problems) {
        const text = textAt(bytes, problem);
        expect(text, `${toldOf(problem)} is a place in the file`).toBeDefined();
        expect(isThere(text ?? '', problem, file), `${problem.words} is at ${toldOf(problem)}`).toBe(true);
      }
    },
  );

  it('gets a message that is a sentence and an advice that is one too', () => {
    for (const bad of badFiles) {
      for (const { message, advice } of read(bytesOf(bad), keyOf(bad)).problems) {
        expect(message).toMatch(/^[\p{L}“<][^\n]{8,}\.$/u);
        expect(advice).toMatch(/^(\p{Lu}|1 is)[^\n]{3,}[.?)}]$/u);
        expect(`${message} ${advice}`).not.toMatch(/undefined|NaN|\[object|“”|Nested mapping|implicit|scalar/);
      }
    }
  });

  it('is expected to have problems if it is in the folder, and is there if it is expected to', () => {
    const there = readdirSync(badFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(there).toHaveLength(badFiles.length);
    expect(new Set(badFiles.map(({ file }) => file)).size).toBe(badFiles.length);
  });

  it('can be bad in every way that a file can', () => {
    const told = new Set([...badFiles, ...monsters].flatMap(({ expect }) => expect.map((each) => each.split(' ')[1])));
    expect(problemCodes.filter((code) => !told.has(code))).toEqual(notOfAFile);
  });
});

describe('too much of a file', () => {
  it.each(monsters.map((monster) => [monster.name, monster] as const))('%s', (_, { key, make, expect: expected }) => {
    expect(read(new TextEncoder().encode(make()), key).problems.map(toldOf)).toEqual(expected);
  });
});
