/**
 * `npm run lexicon -- preview FILE`: says which live articles a lexicon or a concept would let sound otherwise if it were
 * uploaded now, by which sentences, and what it would cost to read them aloud anew. It changes nothing. Exit status 1 if
 * the file has errors or nothing answers, 2 if it was called wrongly.
 */
import { readConcept } from '../functions/ingest-article/read-concept.ts';
import { readLexicon } from '../functions/ingest-article/read-lexicon.ts';
import { dynamodbArticleReading } from '../shared/aws/dynamodb-article-reading.ts';
import { dynamodbArticleStore } from '../shared/aws/dynamodb-article-store.ts';
import { dynamodbLexiconStore } from '../shared/aws/dynamodb-lexicon-store.ts';
import { type Concerned, concernedArticles } from '../shared/concerned-articles.ts';
import { conceptsPrefix } from '../shared/contract/object-keys.ts';
import type { Pronunciation } from '../shared/domain/concept.ts';
import { readConceptKey } from '../shared/domain/concept-judgement.ts';
import {
  conceptSource,
  entriesOf,
  fileSource,
  mergedLexicon,
  type TermChange,
  withSource,
} from '../shared/domain/lexicon.ts';
import { changedSentences, compareLexicons, type LexiconComparison } from '../shared/domain/lexicon-change.ts';
import { readLexiconKey } from '../shared/domain/lexicon-judgement.ts';
import { type EditionCode, editionCodes, newsroom } from '../shared/domain/newsroom.ts';
import { type Problem, printProblem } from '../shared/domain/problem.ts';
import type { LexiconEntry } from '../shared/domain/speech.ts';
import { dollars } from '../shared/domain/spending.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import { bytesOf, explain, fail, readArguments } from './command.ts';
import { counted } from './counted.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';
import { registryKeyOf } from './registry-file.ts';

const usage = `Usage: npm run lexicon -- preview [--json] [--outputs FILE] FILE
  FILE       a lexicon in a folder lexicons, called as its edition, or a concept in a folder concepts
  --json     a line of JSON for each edition, for each of its articles after it, and for the sum at the end
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)`;

/** What a file would say in an edition, in place of what its source says there now. */
type Proposal = { edition: EditionCode; source: string; entries: LexiconEntry[] };
type Read = { proposals: Proposal[]; problems: Problem[] };

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputs },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
  2,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
const [command, file, ...more] = positionals;
if (command !== 'preview' || file === undefined || more.length > 0) fail(usage, 2);
const { proposals, problems } = readProposals(file);
for (const problem of problems) console.error(printProblem(file, problem));
if (proposals.length === 0) process.exit(1);

const outputs =
  readOutputs(values.outputs, 'ArticlesTableName') ??
  fail(
    `${values.outputs} does not say where the articles are.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);
const lexicons = dynamodbLexiconStore(outputs.ArticlesTableName);
const needs = {
  articles: dynamodbArticleStore(outputs.ArticlesTableName, sha256),
  list: dynamodbArticleReading(outputs.ArticlesTableName).list,
};
const budget = newsroom.narration.renewalBudget;
const total = { articles: 0, units: 0, characters: 0, cost: 0, left: 0 };
/** What is spent before the budget is. */
let spent = 0;
try {
  for (const proposal of proposals) await preview(proposal);
} catch (error) {
  fail(explain(error, outputs.AwsEndpointUrl));
}
if (values.json) console.log(JSON.stringify({ ...total, cost: rounded(total.cost) }));
else console.log(summary());

async function preview({ edition, source, entries }: Proposal): Promise<void> {
  const sources = await lexicons.sources(edition);
  const comparison = compareLexicons(mergedLexicon(sources), mergedLexicon(withSource(sources, source, entries)));
  const { terms } = comparison;
  if (values.json) console.log(JSON.stringify({ edition, terms }));
  else if (terms.length > 0 || proposals.length === 1) printTerms(edition, terms);
  if (terms.length === 0) return;
  for await (const { found } of concernedArticles(edition, '~', comparison, needs)) {
    for (const each of found) if (each.concern === 'ready') show(each, comparison);
  }
}

function show({ record, units: unitsOf }: Concerned, comparison: LexiconComparison): void {
  const units = unitsOf();
  if (units.length === 0) return;
  const characters = units.reduce((sum, each) => sum + each.characters, 0);
  const cost = units.reduce((sum, each) => sum + each.cost, 0);
  // As the intake does it: once one is too dear, all older ones are left as they are.
  if (total.left === 0 && spent + cost <= budget) spent += cost;
  else total.left++;
  total.articles++;
  total.units += units.length;
  total.characters += characters;
  total.cost += cost;
  const sentences = units.flatMap((unit) => changedSentences(unit, comparison));
  const { id: article, headline, publishedAt } = record.article;
  const counts = { units: units.length, characters, cost: rounded(cost) };
  if (values.json) console.log(JSON.stringify({ article, publishedAt, headline, ...counts, sentences }));
  else {
    console.log(`\n${publishedAt.slice(0, 16).replace('T', ' ')}  ${article}  ${headline}`);
    for (const sentence of sentences) console.log(`  · ${sentence}`);
    console.log(`  ${counted(units.length, 'part')}, ${counted(characters, 'character')}, ${dollars(cost)}`);
  }
}

function printTerms(edition: EditionCode, terms: readonly TermChange[]): void {
  const verb = terms.length === 1 ? 'is' : 'are';
  console.log(`${file}: ${counted(terms.length, 'term')} ${verb} said otherwise in the edition ${edition}.`);
  for (const { term, before, after } of terms) console.log(`  ${term}: ${spelled(before)} → ${spelled(after)}`);
}

function spelled(say: Pronunciation | undefined): string {
  if (say === undefined) return 'as it is written';
  return 'alias' in say ? `“${say.alias}”` : `/${say.ipa}/`;
}

function summary(): string {
  const { articles, units, characters, cost, left } = total;
  const sum = `\n${counted(articles, 'article')}, ${counted(units, 'part')}, ${counted(characters, 'character')}, ${dollars(cost)} at list price.`;
  const more = 'What was said so before costs nothing again.';
  if (left === 0) return articles === 0 ? sum : `${sum} ${more}`;
  return `${sum} ${more}\nOne change may cost ${dollars(budget)} (renewalBudget): the newest ${articles - left} are read anew for ${dollars(spent)}, ${left} keep their audio.`;
}

function readProposals(file: string): Read {
  const key = registryKeyOf(file);
  if (key === undefined) fail(`${file} lies neither in a folder lexicons nor in a folder concepts.\n\n${usage}`, 2);
  const bytes = bytesOf(file, 2);
  if (key.startsWith(conceptsPrefix)) {
    const read = readConceptKey(key);
    if ('code' in read) return { proposals: [], problems: [read] };
    const { concept, problems } = readConcept(bytes, read);
    if (concept === undefined) return { proposals: [], problems };
    const source = conceptSource(concept.id);
    return {
      proposals: editionCodes.map((edition) => ({ edition, source, entries: entriesOf(concept, edition) })),
      problems,
    };
  }
  const read = readLexiconKey(key);
  if ('code' in read) return { proposals: [], problems: [read] };
  const { entries, problems } = readLexicon(bytes);
  return { proposals: entries === undefined ? [] : [{ ...read, source: fileSource, entries }], problems };
}

function rounded(cost: number): number {
  return Math.round(cost * 1e6) / 1e6;
}
