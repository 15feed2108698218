/**
 * `npm run check -- FILE…`: reads articles as ingest-article would and prints what is wrong with them as a compiler does,
 * without uploading anything. Exit status 1 if there are errors, 2 if it was called wrongly.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { readConcept } from '../functions/ingest-article/read-concept.ts';
import { readDraft } from '../functions/ingest-article/read-draft.ts';
import { readLexicon } from '../functions/ingest-article/read-lexicon.ts';
import { conceptsPrefix } from '../shared/contract/object-keys.ts';
import { readConceptKey } from '../shared/domain/concept-judgement.ts';
import { isEditionCode } from '../shared/domain/edition.ts';
import { readLexiconKey } from '../shared/domain/lexicon-judgement.ts';
import { editionCodes } from '../shared/domain/newsroom.ts';
import { type Problem, printProblem, problemOf } from '../shared/domain/problem.ts';
import { readArticleKey } from '../shared/domain/upload.ts';
import { keyOf } from './article-file.ts';
import { bytesOf, fail as failWith, readArguments } from './command.ts';
import { counted } from './counted.ts';
import { registryKeyOf } from './registry-file.ts';

const usage = `Usage: npm run check -- [--json] [--edition en] FILE…
  FILE       an article, or a folder of them; a folder en, es or ar in its path says the edition;
             in a folder concepts a concept, in a folder lexicons the lexicon of an edition
  --edition  the edition, whatever the path says
  --json     one JSON array of {"file", "problems"} instead of text
Whether a picture under images/ is there, and whether an address or name is taken, is seen at the upload only.`;

/** Columns of a source line that are shown; of a longer one, those around the fault. */
const widest = 100;

type Checked = { file: string; problems: Problem[]; bytes: Uint8Array };

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      edition: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
  2,
);
const { edition } = values;
if (values.help) {
  console.log(usage);
  process.exit();
}
if (positionals.length === 0) fail(usage);
if (edition !== undefined && !isEditionCode(edition)) {
  fail(`There is no edition “${edition}”; the editions are ${editionCodes.join(', ')}.`);
}

const now = new Date();
const checked = [...new Set(positionals.flatMap(filesIn))].map(check);
const problems = checked.flatMap((each) => each.problems);
if (values.json) console.log(JSON.stringify(checked.map(({ file, problems }) => ({ file, problems }))));
else printAll();
if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1;

function check(file: string): Checked {
  const bytes = bytesOf(file, 2);
  const registered = registryKeyOf(file, edition);
  if (registered !== undefined) return { file, bytes, problems: registryProblems(registered, bytes) };
  const key = keyOf(file, edition);
  if (key === undefined) {
    const registry = /\.ya?ml$/i.test(file) ? ' A concept or a lexicon lies in a folder concepts or lexicons.' : '';
    const advice = `Say which with --edition ${editionCodes.join('|')}, or put it below a folder of that name.${registry}`;
    const place = { line: 1, column: 1 };
    return {
      file,
      bytes,
      problems: [problemOf('key-edition', place, 'The path names no edition.', advice, { field: 'key' })],
    };
  }
  const read = readArticleKey(key);
  return { file, bytes, problems: 'code' in read ? [read] : readDraft(bytes, read, now).problems };
}

function registryProblems(key: string, bytes: Uint8Array): Problem[] {
  const read = readRegistryKey(key);
  if ('code' in read) return [read];
  return 'id' in read ? readConcept(bytes, read).problems : readLexicon(bytes).problems;
}

function readRegistryKey(key: string) {
  return key.startsWith(conceptsPrefix) ? readConceptKey(key) : readLexiconKey(key);
}

/** A file as it is; of a folder, the articles in it whose edition is known, the concepts and the lexicons. */
function filesIn(given: string): string[] {
  if (!statOf(given).isDirectory()) return [given];
  const files = readdirSync(given, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/(^|[\\/])(\.[^.\\/]|node_modules[\\/])/.test(path.relative(given, file)))
    .filter((file) => isArticleFile(file))
    .toSorted();
  if (files.length > 0) return files;
  return fail(
    `There are no articles in ${given} below a folder ${editionCodes.join(', ')}; or say which with --edition.`,
  );
}

function isArticleFile(file: string): boolean {
  const registered = registryKeyOf(file, edition);
  if (registered !== undefined) return !('code' in readRegistryKey(registered));
  const key = keyOf(file, edition);
  return key !== undefined && !('code' in readArticleKey(key));
}

function printAll(): void {
  for (const { file, problems, bytes } of checked) {
    const lines = problems.length === 0 ? [] : new TextDecoder().decode(bytes).split(/\r\n?|\n/);
    for (const problem of problems) console.log(`${printed(file, problem, lines)}\n`);
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  console.log(
    [counted(checked.length, 'file'), counted(errors, 'error'), counted(problems.length - errors, 'warning')].join(
      ', ',
    ),
  );
}

/** The problem, the line that it is in with a caret below the fault, and how to mend it. */
function printed(file: string, problem: Problem, lines: readonly string[]): string {
  const [head = '', ...advice] = printProblem(file, problem).split('\n').map(harmless);
  const { line, column } = problem.place;
  const source = lines[line - 1] ?? '';
  const from = source.length <= widest ? 0 : Math.max(0, Math.min(column - 1 - widest / 2, source.length - widest));
  const shown = source.slice(from, from + widest);
  const before = from === 0 ? '' : '…';
  const after = from + widest < source.length ? '…' : '';
  const at = column - 1 - from;
  const words = problem.words !== undefined && shown.startsWith(problem.words, at) ? [...problem.words].length : 0;
  const gutter = String(line).length;
  const caret = `${' '.repeat(before.length + [...shown.slice(0, at)].length)}^${'~'.repeat(Math.max(0, words - 1))}`;
  return [
    styled(problem.severity === 'error' ? 'red' : 'yellow', head),
    ` ${styled('dim', `${line} │`)} ${before}${harmless(shown)}${after}`,
    ` ${styled('dim', `${' '.repeat(gutter)} │`)} ${styled('green', caret)}`,
    ...advice,
  ].join('\n');
}

/** A file's words must not steer the terminal: signs that nobody sees become a dot. */
function harmless(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/gu, '·');
}

/** In colour if the output is a terminal that wants it. */
function styled(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function statOf(file: string) {
  try {
    return statSync(file);
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function fail(message: string): never {
  return failWith(message, 2);
}
