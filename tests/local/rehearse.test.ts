import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anArticleFile } from '../fixtures/articles.ts';

const script = path.join(import.meta.dirname, '../../scripts/rehearse.ts');
const body = [
  'The storm killed ~~forty~~ 12 people, and cost $5m & more.',
  '## What comes next',
  'A [coup d’État](lang:fr) failed at 4:30 a.m.',
  '<!-- silent -->\nNobody hears this.',
].join('\n\n');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-rehearse-'));
  mkdirSync(path.join(folder, 'en'));
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write('en/storm.md', anArticleFile({ headline: 'The storm', standfirst: null, byline: 'Ana Ruiz' }, body));
  write('en/silent.md', anArticleFile({ narration: '{ skip: true }' }));
  write('en/broken.md', anArticleFile({ headline: null }));
  write('loose.md', anArticleFile());
  write('en.yaml', '- { term: storm, alias: stawm }\n- { term: Ruiz, ipa: ruˈiːθ }');
  write('broken.yaml', '- { term: storm }');
});
afterAll(() => rmSync(folder, { recursive: true }));

function rehearse(...given: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...given], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('a rehearsal without a pipeline', () => {
  it('says what is said, what is said otherwise than it is written, and what it costs', async () => {
    const { status, stdout } = await rehearse('en/storm.md');
    expect(stdout.split('\n')).toEqual([
      'headline      The storm',
      'byline        By Ana Ruiz.',
      'paragraph 1   The storm killed 12 people, and cost 5 million dollars and more.',
      '                $5m → 5 million dollars',
      '                & → and',
      'subhead 1     What comes next',
      'paragraph 2   A coup d’État failed at 4:30 a.m.',
      '                coup d’État → in fr-FR',
      '',
      expect.stringMatching(/^5 parts, \d+ characters, \$0\.\d{4} at list price\.$/),
      'No pipeline answers: how its lexicon and concepts say words is not known.',
      '',
    ]);
    expect(status).toBe(0);
  });

  it.each([
    [['en/broken.md'], 1, 'The article has no headline.'],
    [['en/silent.md'], 1, 'It asks for no narration'],
    [['loose.md'], 2, 'The path of loose.md names no edition. Say which with --edition en|es|ar.'],
    [['--edition', 'fr', 'loose.md'], 2, 'There is no edition “fr”'],
    [['en/nowhere.md'], 2, 'en/nowhere.md cannot be read'],
    [['--out', 'a.wav', 'en/storm.md'], 2, '--out a.wav must end with .mp3'],
    [['--out', 'a.mp3', 'en/storm.md'], 1, 'Start the pipeline with `npm start`'],
    [['--lexicon', 'broken.yaml', 'en/storm.md'], 1, 'broken.yaml:1:3: error: “storm” has neither alias nor ipa.'],
    [[], 2, 'Usage: npm run rehearse'],
    [['en/storm.md', 'loose.md'], 2, 'Usage: npm run rehearse'],
  ])('of %j ends with %d and says why', async (given, expected, why) => {
    const { status, stderr } = await rehearse(...given);
    expect(stderr).toContain(why);
    expect(status).toBe(expected);
  });

  it('says words as a lexicon would have them said', async () => {
    const { stdout } = await rehearse('--lexicon', 'en.yaml', 'en/storm.md');
    expect(stdout).toContain('\n                storm → stawm\n');
    expect(stdout).toContain('\n                Ruiz → /ruˈiːθ/\n');
  });

  it('takes the edition that it is told', async () => {
    const { stdout, status } = await rehearse('--edition', 'es', 'loose.md');
    expect(stdout).toContain('\nbyline        Por ');
    expect(status).toBe(0);
  });
});
