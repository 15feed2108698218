import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbArticleStore } from '../../shared/aws/dynamodb-article-store.ts';
import { dynamodbLexiconStore } from '../../shared/aws/dynamodb-lexicon-store.ts';
import { placesOf } from '../../shared/domain/listing.ts';
import { sha256 } from '../../shared/lambda/hash.ts';
import { serveTable } from '../adapters/local-aws.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aConceptFile } from '../fixtures/concepts.ts';
import { aLexiconFile } from '../fixtures/lexicons.ts';
import { aNewsroom } from '../functions/newsroom.ts';

const script = path.join(import.meta.dirname, '../../scripts/lexicon.ts');
const bodies = {
  one: 'Rain fell in Ellery. Nobody was hurt.\n\nFarrant was there.',
  two: 'Nothing of note.',
  three: 'Nobody knows.\n\n> Still raining, said Farrant. Ellery sleeps.',
};
const before = { Farrant: 'Fa-rant', Whitcombe: 'Witcum' };
const after = { Farrant: 'Fuh-rant', Ellery: 'Ellary', Whitcombe: 'Witcum' };

let folder: string;
let close: () => Promise<void>;
const newsroom = aNewsroom();

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'broadsheet-lexicon-'));
  write('lexicons/en.yaml', aLexiconFile(after));
  write('lexicons/es.yaml', '- { term: a }');
  write('concepts/north-korea.yaml', aConceptFile({ pronunciation: '{en: {ipa: nɔːθ kəˈɹiːə}}' }));
  await newsroom.put('lexicons/en.yaml', aLexiconFile(before));
  for (const [name, body] of Object.entries(bodies)) {
    newsroom.moveClock(new Date(newsroom.needs.now().getTime() + 60_000).toISOString());
    await newsroom.put(`articles/en/world/${name}.md`, anArticleFile({ headline: `About ${name}` }, body));
  }
  await newsroom.drain();
  ({ close } = await serveTable('articles'));
  await copyInto('articles');
  const outputs = { ArticlesTableName: 'articles', AwsEndpointUrl: process.env.AWS_ENDPOINT_URL };
  write('outputs.json', JSON.stringify({ Broadsheet: outputs }));
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

/** What the newsroom on fakes has, in DynamoDB. */
async function copyInto(table: string): Promise<void> {
  const articles = dynamodbArticleStore(table, sha256);
  for (const name of Object.keys(bodies)) {
    const { record, blocks } = (await newsroom.table.open(`en-world-${name}`))!;
    const enter = placesOf(record.article!);
    await articles.commit({ record: { next: record, expected: undefined }, body: blocks, enter, leave: [] });
  }
  const next = (await newsroom.lexicons.find('en'))!;
  const receipt = (await newsroom.table.receipt(next.key))!;
  await dynamodbLexiconStore(table).commit({ receipt, record: { next, expected: undefined } });
}

function lexicon(...given: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...given], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describe('the preview of a lexicon', () => {
  it('names the terms, the articles newest first with the sentences that say them, and the price', async () => {
    const { status, stdout } = await lexicon('preview', '--outputs', 'outputs.json', 'lexicons/en.yaml');
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'lexicons/en.yaml: 2 terms are said otherwise in the edition en.',
        '  Farrant: “Fa-rant” → “Fuh-rant”',
        '  Ellery: as it is written → “Ellary”',
        '',
        '2026-11-24 12:03  en-world-three  About three',
        '  · Still raining, said Farrant.',
        '  · Ellery sleeps.',
        '  1 part, 86 characters, $0.0014',
        '',
        '2026-11-24 12:01  en-world-one  About one',
        '  · Rain fell in Ellery.',
        '  · Farrant was there.',
        '  2 parts, 110 characters, $0.0018',
        '',
        '2 articles, 3 parts, 196 characters, $0.0031 at list price. What was said so before costs nothing again.',
        '',
      ].join('\n'),
    );
  });

  it('foretells for tools what the newsroom then pays', async () => {
    const { stdout } = await lexicon('preview', '--json', '--outputs', 'outputs.json', 'lexicons/en.yaml');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ edition, article }) => edition ?? article)).toEqual([
      'en',
      'en-world-three',
      'en-world-one',
      undefined,
    ]);
    const spent = await newsroom.studio.spentOn('2026-11-24');
    newsroom.narrator.spoken.length = 0;
    await newsroom.put('lexicons/en.yaml', aLexiconFile(after));
    await newsroom.drain();
    const cost = (await newsroom.studio.spentOn('2026-11-24')) - spent;
    expect(newsroom.narrator.spoken).toHaveLength(3);
    expect(lines.at(-1)).toMatchObject({ articles: 2, units: 3, left: 0 });
    expect(lines.at(-1).cost).toBeCloseTo(cost, 6);
    expect(newsroom.uploads.filed.get('lexicons/en.yaml')?.renewed).toMatchObject({
      articles: 2,
      cost: lines.at(-1).cost,
    });
  });

  it('takes a concept for what it says in each edition', async () => {
    const { status, stdout } = await lexicon('preview', '--outputs', 'outputs.json', 'concepts/north-korea.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '1 term is said otherwise in the edition en.\n  North Korea: as it is written → /nɔːθ kəˈɹiːə/',
    );
    expect(stdout).toContain('\n0 articles');
  });

  it('of a file with errors tells them, and does no more', async () => {
    const { status, stdout, stderr } = await lexicon('preview', '--outputs', 'outputs.json', 'lexicons/es.yaml');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('lexicons/es.yaml:1:3: error: “a” has neither alias nor ipa. [pronunciation]');
  });

  it.each([
    ['without a file', ['preview'], 2, 'Usage'],
    ['with another command', ['apply', 'lexicons/en.yaml'], 2, 'Usage'],
    ['with a file of another folder', ['preview', 'outputs.json'], 2, 'neither in a folder lexicons'],
    ['without a pipeline', ['preview', '--outputs', 'none.json', 'lexicons/en.yaml'], 1, 'npm start'],
  ])('called %s says what is wrong', async (_, given, expected, words) => {
    const { status, stdout, stderr } = await lexicon(...given);
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    expect(stderr).toContain(words);
  });
});
