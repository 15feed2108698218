/**
 * `npm run keys -- create NAME | list | revoke ID`: the keys by which people and programs ask the newsroom's routes. A key
 * is printed once, when it is made; the table keeps its hash.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { dynamodbNewsroomKeys } from '../shared/aws/dynamodb-newsroom-keys.ts';
import { type NewsroomKey, problemOfHolder, stateOfKey, writeKey } from '../shared/domain/newsroom-key.ts';
import { sha256 } from '../shared/lambda/hash.ts';
import { fail, readArguments } from './command.ts';
import { localOutputs, readOutputs, useEndpoint } from './outputs.ts';

const usage = `Usage: npm run keys -- create NAME [--expires DATE] | list | revoke ID  [--outputs FILE]
  create     makes a key for a person or a program and prints it, once
  list       says whose keys there are, and which of them open anything
  revoke     ends a key; it may go on for a minute where its last verdict is remembered
  --expires  the day or time at which it ends by itself (2027-01-31, 2027-01-31T12:00:00Z); without it, never
  --outputs  what \`cdk deploy --outputs-file\` wrote (default ${localOutputs}, the laptop's)`;

const { values, positionals } = readArguments(
  {
    allowPositionals: true,
    options: {
      expires: { type: 'string' },
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
const [command, name, ...more] = positionals;
if (more.length > 0) fail(`Too many words: put a name of several between quotation marks.\n\n${usage}`);

const outputs =
  readOutputs(values.outputs, 'NewsroomKeysTableName') ??
  fail(
    `${values.outputs} does not say where the keys are kept.\nStart the pipeline with \`npm start\`, or name the outputs of a deployment with --outputs.`,
  );
useEndpoint(outputs);
const keys = dynamodbNewsroomKeys(outputs.NewsroomKeysTableName);

if (command === 'create' && name !== undefined) await create(name);
else if (command === 'list' && name === undefined) await list();
else if (command === 'revoke' && name !== undefined) await revoke(name);
else fail(usage);

async function create(holder: string): Promise<void> {
  const problem = problemOfHolder(holder);
  if (problem !== undefined) fail(problem);
  const expiresAt = values.expires === undefined ? {} : { expiresAt: endOf(values.expires) };
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const id = Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('');
  const key = writeKey(id, randomBytes(32).toString('base64url'));
  await keys.put({ id, hash: sha256(key), holder, createdAt: new Date().toISOString(), ...expiresAt });
  console.log(`The key of ${holder}, shown this once:

  ${key}

Try it, on an upload that there is:

  curl -H 'Authorization: Bearer ${key}' '${outputs.ApiUrl}/v1/uploads/articles/en/politics/port-ellery-budget-by-lot.md'

Revoke it with: npm run keys -- revoke ${id}`);
}

function endOf(text: string): string {
  const at = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return fail(`“${text}” is no date. Write it as 2027-01-31 or 2027-01-31T12:00:00Z.`);
  if (at <= Date.now()) return fail(`${text} is over already: the key would open nothing.`);
  return new Date(at).toISOString();
}

async function list(): Promise<void> {
  const all = await keys.list();
  if (all.length === 0) console.log('There are no keys yet: npm run keys -- create NAME');
  for (const key of all) console.log(`${key.id}  ${stateAndDate(key).padEnd(32)}  ${key.holder}`);
}

function stateAndDate(key: NewsroomKey): string {
  const state = stateOfKey(key, new Date());
  if (state === 'revoked') return `revoked ${key.revokedAt}`;
  if (state === 'expired') return `expired ${key.expiresAt}`;
  return key.expiresAt === undefined ? 'valid' : `until ${key.expiresAt}`;
}

async function revoke(id: string): Promise<void> {
  if (!(await keys.revoke(id, new Date().toISOString()))) {
    fail(`There is no key “${id}”. Its id is the part between bs_ and the next _; \`npm run keys -- list\` shows all.`);
  }
  console.log(`${id} opens nothing from now on; where it was used within the last minute, in a minute.`);
}
