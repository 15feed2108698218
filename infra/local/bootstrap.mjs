// Runs inside a sandbox: Lambda's Node runtime, as a client of the Runtime API
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). It handles neither uncaught exceptions nor unhandled
// rejections: both end the process, as on Lambda.
const http = process.getBuiltinModule('node:http');
const path = process.getBuiltinModule('node:path');
const fs = process.getBuiltinModule('node:fs');
const { pathToFileURL } = process.getBuiltinModule('node:url');

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER, ...environment } = process.env;
const [host, port] = AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, operation, body, headers = {}) {
  return new Promise((resolve) => {
    const request = http.request(
      {
        host,
        port,
        method,
        agent,
        path: `/2018-06-01/runtime${operation}`,
        headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
      },
    );
    // Without its host a sandbox has nothing to live for.
    request.on('error', () => process.exit(1));
    request.end(body);
  });
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
}

function fail(operation, error) {
  const described = describe(error);
  return call('POST', operation, JSON.stringify(described), {
    'lambda-runtime-function-error-type': described.errorType,
  });
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

async function loadHandler() {
  const dot = _HANDLER.lastIndexOf('.');
  const base = path.resolve(LAMBDA_TASK_ROOT, _HANDLER.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((ending) => base + ending).find((candidate) => fs.existsSync(candidate));
  if (file === undefined)
    throw named('Runtime.ImportModuleError', `Error: Cannot find module '${_HANDLER.slice(0, dot)}'`);
  const found = (await import(pathToFileURL(file).href))[_HANDLER.slice(dot + 1)];
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not exported`);
  return found;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    clientContext: undefined,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    tenantId: undefined,
    xRayTraceId: headers['lambda-runtime-trace-id'],
  };
}

function stringify(result) {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw named('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
}

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  await fail('/init/error', error);
  process.exit(1);
}
for (;;) {
  const { headers, body } = await call('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  try {
    const result = stringify(await handler(JSON.parse(body), contextOf(headers)));
    await call('POST', `/invocation/${id}/response`, result);
  } catch (error) {
    await fail(`/invocation/${id}/error`, error);
  }
}
