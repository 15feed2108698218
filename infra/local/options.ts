import path from 'node:path';
import { parseArgs } from 'node:util';

export type Options = {
  /** The public port; 0 takes any that is free. */
  port: number;
  awsPort: number;
  /** Where everything is kept. */
  state: string;
  fresh: boolean;
  samples: boolean;
  /** A synthesized app to host instead of bundling and synthesizing now. */
  cdkOut: string | undefined;
  /** A file that every AWS call is written to, one JSON object a line. */
  calls: string | undefined;
  /** Whether Polly keeps the quotas of an account. */
  pollyQuota: boolean;
};

export const usage = `Usage: npm start -- [options]
  --port N         the site and the API (default 8080; 0 takes any free port)
  --aws-port N     the AWS endpoint (default 4566; 0 takes any free port)
  --state DIR      where everything is kept (default .broadsheet)
  --fresh          begin empty: removes what the state directory holds
  --no-samples     publish no samples into an empty state
  --cdk-out DIR    host this synthesized app instead of building one
  --calls FILE     write every AWS call to this file, one JSON object a line: time, caller, service, operation
  --polly-quota    Polly refuses what is beyond an account's quota, 8 neural requests a second for example
  --help`;

/** @throws Error that says which option is wrong. */
export function readOptions(args: string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    port: portOf('--port', values.port),
    awsPort: portOf('--aws-port', values['aws-port']),
    state: path.resolve(values.state),
    fresh: values.fresh,
    samples: values.samples,
    cdkOut: values['cdk-out'] === undefined ? undefined : path.resolve(values['cdk-out']),
    calls: values.calls === undefined ? undefined : path.resolve(values.calls),
    pollyQuota: values['polly-quota'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        port: { type: 'string', default: '8080' },
        'aws-port': { type: 'string', default: '4566' },
        state: { type: 'string', default: '.broadsheet' },
        fresh: { type: 'boolean', default: false },
        samples: { type: 'boolean', default: true },
        'cdk-out': { type: 'string' },
        calls: { type: 'string' },
        'polly-quota': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${option} ${text} is no port: give a number from 0 to 65535.`);
  }
  return port;
}
