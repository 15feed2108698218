import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Whoever reads along may stop when they have seen enough (`| head`): then the command ends, without a word. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // As a shell counts it: what was not done is no success (128 + SIGPIPE).
    process.exit(process.exitCode ?? 141);
  });
}

/** Ends a command with what is wrong. */
export function fail(message: string, status = 1): never {
  console.error(message);
  process.exit(status);
}

/** What a command was called with; one that was called wrongly ends with how to call it. */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
  usage: string,
  status = 1,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`, status);
  }
}

/** A file that a command was given, or its end. */
export function bytesOf(file: string, status = 1): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : error}`, status);
  }
}

/** What AWS, or nobody, answered; a stack trace of ours would not help an editor. `endpoint` is the laptop's. */
export function explain(error: unknown, endpoint: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code !== 'ECONNREFUSED' || endpoint === undefined) return `${error.name}: ${error.message}`;
  return `Nothing answers at ${endpoint}. Start the pipeline with \`npm start\`.`;
}
