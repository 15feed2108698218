import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const lockName = 'lock';
/** SQLITE_BUSY: another process holds the lock. */
const busy = 5;
const ours = ['cdk.out', 'data', 'outputs.json'];

/** Makes a state directory this process's own, and empties it if it is to be fresh. */
export function takeState(state: string, { fresh }: { fresh: boolean }): void {
  if (fresh) refuseWhatIsNotOurs(state);
  mkdirSync(state, { recursive: true });
  lock(path.join(state, lockName), state);
  if (fresh) for (const name of ours) rmSync(path.join(state, name), { recursive: true, force: true });
}

/** Locks the file until the process ends, however it ends. Of locks that do not outlive a process Node has only SQLite’s. */
function lock(file: string, state: string): void {
  const held = new DatabaseSync(file);
  process.once('exit', () => held.close());
  try {
    held.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error && error.errcode === busy)) throw error;
    throw new Error(`Another Broadsheet runs on ${state}. End it, or name a directory of its own with --state.`);
  }
}

function refuseWhatIsNotOurs(state: string): void {
  const known = [...ours, lockName];
  const others = existsSync(state) ? readdirSync(state).filter((name) => !known.includes(name)) : [];
  if (others.length === 0) return;
  throw new Error(
    `--fresh would empty ${state}, which also holds ${others.slice(0, 3).join(', ')}. Name a directory of its own with --state.`,
  );
}
