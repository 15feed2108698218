import vm from 'node:vm';
import { type EdgeEvent, EdgeFunctionError } from './cdn-function-event.ts';
import { asConfig, asConfigs, type Config } from './cdn-policies.ts';

/** Runs a CloudFront Function on an event and gives back what it returned, as JSON has it. Throws an EdgeFunctionError. */
export type CdnFunction = (event: EdgeEvent) => unknown;

const RUNTIME = 'cloudfront-js-2.0';
const MAX_CODE_BYTES = 10_240;
/** CloudFront allows well under a millisecond of work; this only ends what never would, also on a busy computer. */
const TIME_LIMIT_MS = 250;

/**
 * What a run finds beside the language itself: a clock that stands still from its beginning, and `console.log`. Nothing of
 * this process is handed in, only texts, so that there is no way back out by the constructors of what was given.
 */
const PRELUDE = new vm.Script(`(() => {
  const now = edge.now;
  const say = (...parts) => { edge.said += parts.map(String).join(' ') + '\\n'; };
  globalThis.console = { log: say, error: say };
  const Clock = Date;
  globalThis.Date = new Proxy(Clock, {
    construct: (_, args, target) => Reflect.construct(Clock, args.length === 0 ? [now] : args, target),
    apply: () => new Clock(now).toString(),
    get: (target, name) => (name === 'now' ? () => now : target[name]),
  });
  Clock.prototype.constructor = globalThis.Date;
  delete globalThis.WebAssembly;
})()`);
const CALL = new vm.Script(`(() => {
  const done = (result) => { edge.result = JSON.stringify(result); };
  const result = handler(JSON.parse(edge.event));
  if (result instanceof Promise) result.then(done, (error) => { edge.failure = String(error); });
  else done(result);
})()`);

/**
 * Opens an `AWS::CloudFront::Function` whose references have been resolved. Each run has a world of its own, as at the
 * edge nothing is kept from one to the next.
 *
 * @param now the clock, in milliseconds since 1970
 * @throws Error that says what is not emulated, or why CloudFront would not take the function
 */
export function openCdnFunction(
  id: string,
  properties: Config,
  log: (text: string) => void,
  now = Date.now,
): CdnFunction {
  const script = compile(id, properties);
  return (event) => {
    const edge = { now: now(), event: JSON.stringify(event), said: '', result: undefined, failure: undefined };
    const context = newWorld(edge);
    try {
      for (const each of [script, CALL]) each.runInContext(context, { timeout: TIME_LIMIT_MS });
    } catch (error) {
      throw new EdgeFunctionError(503, `${id} failed: ${messageOf(error)}`);
    } finally {
      if (edge.said !== '') log(edge.said.trimEnd());
    }
    if (edge.failure !== undefined) throw new EdgeFunctionError(503, `${id} failed: ${edge.failure}`);
    if (edge.result === undefined) throw new EdgeFunctionError(502, `${id} returned neither a request nor a response.`);
    return JSON.parse(edge.result);
  };
}

type Edge = { now: number; event: string; said: string; result: string | undefined; failure: string | undefined };

function newWorld(edge: Edge): vm.Context {
  // Without a prototype, since ours would lead to this process.
  const world = Object.assign(Object.create(null), { edge: Object.setPrototypeOf(edge, null) });
  const context = vm.createContext(world, {
    codeGeneration: { strings: false, wasm: false },
    // Promises are settled within the time limit, or never.
    microtaskMode: 'afterEvaluate',
  });
  PRELUDE.runInContext(context);
  return context;
}

function compile(id: string, properties: Config): vm.Script {
  const refuse = (why: string): never => {
    throw new Error(`The CloudFront Function ${id} ${why}`);
  };
  const { Runtime, KeyValueStoreAssociations } = asConfig(properties.FunctionConfig);
  if (Runtime !== RUNTIME) refuse(`runs on ${String(Runtime)}; only ${RUNTIME} is emulated here.`);
  if (asConfigs(KeyValueStoreAssociations).length > 0) refuse('reads a KeyValueStore, which is not emulated here.');
  if (properties.AutoPublish !== true) refuse('is not published: set AutoPublish to true.');
  const code = String(properties.FunctionCode ?? '');
  const size = Buffer.byteLength(code);
  if (size > MAX_CODE_BYTES) refuse(`has ${size} bytes of code; CloudFront takes ${MAX_CODE_BYTES}.`);
  if (/\brequire\s*\(|^\s*import\b/m.test(code)) refuse('uses built-in modules, which are not emulated here.');
  try {
    const script = new vm.Script(code, { filename: `${id}.js` });
    const world = newWorld({ now: 0, event: '', said: '', result: undefined, failure: undefined });
    script.runInContext(world, { timeout: TIME_LIMIT_MS });
    if (vm.runInContext('typeof handler', world) === 'function') return script;
  } catch (error) {
    return refuse(`cannot be read: ${messageOf(error)}`);
  }
  return refuse('has no function called “handler”.');
}

/** Errors of another world are no Errors of ours. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
