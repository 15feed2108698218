import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../shared/domain/problem.ts';
import { anArticleFile } from '../fixtures/articles.ts';

const script = path.join(import.meta.dirname, '../../scripts/check.ts');
let folder = '';

/** A process starts for each call, on a machine that may be busy. */
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-check-'));
  write('en/politics/good.md', anArticleFile());
  write('en/politics/section.md', anArticleFile({ section: 'sprot' }));
  write('en/politics/warned.md', anArticleFile({ mood: 'good' }));
  write('en/politics/long.json', `{"headline": "H", "body": "${'x'.repeat(3000)}", "section": "sprot"}`);
  write('en/politics/steering.md', anArticleFile({ section: '"\\e[31msprot"' }));
  write('en/politics/raw.md', anArticleFile({ section: 'sprot # \u001b[31m\u202e' }));
  write('elsewhere/empty.html', '<h1>H</h1><p data-narration="">Text.</p>');
  write('en/politics/photo.jpg', 'no article');
  write('en/.hidden/a.md', 'no article');
  write('es/a.html', '<p>Hola.</p>');
  write('lexicons/en.yaml', '- { term: Ellery, alias: Ellary }\n- { term: Ellery, ipa: a }\n');
  write('lexicons/names.txt', 'no lexicon');
  write('elsewhere/README.md', '# Not an article');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

function check(...given: string[]) {
  const { FORCE_COLOR: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...given], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('a file', () => {
  it('that is wrong is shown with its line, a caret below the fault, and the cure', () => {
    const { status, stdout } = check('en/politics/section.md');
    expect(status).toBe(1);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'en/politics/section.md:6:10: error: There is no section “sprot”. [field-choice]',
      ' 6 │ section: sprot',
      '   │          ^~~~~',
      expect.stringContaining('    Did you mean “sport”?'),
    ]);
    expect(stdout).toMatch(/\n1 file, 1 error, 0 warnings\n$/);
  });

  it('that is wrong by saying nothing has its caret all the same', () => {
    const { status, stdout } = check('--edition', 'en', 'elsewhere/empty.html');
    expect(status).toBe(1);
    expect(stdout).toContain('error: There is no data-narration “”. [field-choice]');
    expect(stdout).toMatch(/\n +│ +\^\n/);
  });

  it('with nothing but warnings, or without any, is no failure', () => {
    const { status, stdout } = check('en/politics/warned.md', 'en/politics/good.md');
    expect(status).toBe(0);
    expect(stdout).toContain('warning: There is no field “mood”');
    expect(stdout).not.toContain('good.md');
    expect(stdout).toContain('2 files, 0 errors, 1 warning\n');
  });

  it('in one long line is shown around its fault', () => {
    const [, source = '', caret = ''] = check('en/politics/long.json').stdout.split('\n');
    expect(source.length).toBeLessThan(120);
    expect(source.slice(caret.indexOf('^'))).toMatch(/^"sprot"/);
  });

  it('cannot steer the terminal', () => {
    const { stdout } = check('en/politics/steering.md', 'en/politics/raw.md');
    expect(stdout).toContain('2 files, 2 errors');
    expect([...'\u001b\u202e'].filter((sign) => stdout.includes(sign))).toEqual([]);
  });

  it('in a folder lexicons is read as one', () => {
    const { status, stdout } = check('lexicons/en.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain(
      'lexicons/en.yaml:2:11: error: “Ellery” stands there twice; the first is in line 1. [term-twice]',
    );
  });

  it('is read as its edition says, by the path or by the option', () => {
    expect(check('elsewhere/README.md')).toMatchObject({ status: 1, stdout: expect.stringContaining('[key-edition]') });
    const { stdout } = check('--edition', 'en', 'elsewhere/README.md');
    expect(stdout).toContain('[front-matter-missing]');
  });
});

describe('a folder', () => {
  it('is walked for articles of known editions, each once, in order', () => {
    const { status, stdout } = check('--json', '.', 'en/politics/good.md');
    const files = (JSON.parse(stdout) as { file: string }[]).map(({ file }) => file.split(path.sep).join('/'));
    expect(files).toEqual([
      'en/politics/good.md',
      'en/politics/long.json',
      'en/politics/raw.md',
      'en/politics/section.md',
      'en/politics/steering.md',
      'en/politics/warned.md',
      'es/a.html',
      'lexicons/en.yaml',
    ]);
    expect(status).toBe(1);
  });

  it('without an article of a known edition is a wrong call', () => {
    expect(check('elsewhere')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('--edition') });
  });
});

it('--json prints the problems as the receipt has them, and nothing else', () => {
  const { status, stdout } = check('--json', 'en/politics/section.md', 'en/politics/good.md');
  const checked = JSON.parse(stdout) as { file: string; problems: Problem[] }[];
  expect(status).toBe(1);
  expect(checked).toMatchObject([
    {
      file: 'en/politics/section.md',
      problems: [{ code: 'field-choice', severity: 'error', place: { line: 6, column: 10 } }],
    },
    { file: 'en/politics/good.md', problems: [] },
  ]);
});

describe('a wrong call', () => {
  it.each([
    ['without a file', []],
    ['with an option that does not exist', ['--frob', 'en/politics/good.md']],
    ['with an edition that does not exist', ['--edition', 'fr', 'en/politics/good.md']],
    ['with a file that does not exist', ['en/none.md']],
  ])('%s has status 2 and says what is wrong', (_, given) => {
    const { status, stdout, stderr } = check(...given);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Usage|no edition|cannot be read/);
  });

  it('--help explains it', () => {
    expect(check('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: npm run check') });
  });
});
