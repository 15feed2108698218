/** `npm run narration:costs`: what narration cost, by article, edition, section or day, and what is left of today's budget. */
import { dynamodbNarrationStudio } from '../shared/aws/dynamodb-narration-studio.ts';
import { dollars, readSpendingQuestion, type SpendingRow, type Sums } from '../shared/domain/spending.ts';
import { budgetTold, reportSpending, type SpendingReport } from '../shared/report-spending.ts';
import { fail, readArguments } from './command.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';

const usage = `Usage: npm run narration:costs -- [--from DAY] [--to DAY] [--by article|edition|section|day] [--json]
  --from     the first day, in UTC, as 2026-11-24 (default: 30 days to --to); at most 92 days
  --to       the last day (default: today)
  --by       what the sums are of (default: day)
  --json     prints it as GET /v1/newsroom/narration/costs answers it
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)`;

const { values } = readArguments(
  {
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      by: { type: 'string' },
      json: { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputs },
      help: { type: 'boolean', default: false },
    },
  },
  usage,
);
if (values.help) {
  console.log(usage);
  process.exit();
}
const now = () => new Date();
const question = readSpendingQuestion(values, now());
if ('parameter' in question) fail(`--${question.parameter}: ${question.detail}`);
const outputs =
  readOutputs(values.outputs, 'ArticlesTableName') ??
  fail(
    `${values.outputs} does not say where the ledger is.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);
try {
  const studio = dynamodbNarrationStudio(outputs.ArticlesTableName);
  const report = await reportSpending(question, { studio, now }, Number.POSITIVE_INFINITY);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
} catch (error) {
  fail(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

function print({ from, to, by, rows, total, budget }: SpendingReport): void {
  console.log(`Narration from ${from} to ${to} (UTC), at Polly’s list price\n`);
  if (rows.length === 0) console.log('Nothing was narrated.');
  else {
    const width = Math.max(...[by, 'total', ...rows.map(({ name }) => name)].map((name) => name.length));
    const line = (cells: string[]) =>
      cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(12))).join('');
    console.log(line([by, 'characters', 'cost', 'parts', 'reused', 'saved']));
    for (const row of rows) console.log(line(cellsOf(row)));
    console.log(line(cellsOf({ name: 'total', ...total })));
  }
  console.log(`\n${budgetTold(budget)}`);
}

function cellsOf({ name, characters, cost, units, reused, saved }: SpendingRow | (Sums & { name: string })): string[] {
  return [name, String(characters), dollars(cost), String(units), String(reused), dollars(saved)];
}
