import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** One GET over a kept connection; the body is read and thrown away. Answers the status and the milliseconds it took. */
function timedGet(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; ms: number; bytes: number }> {
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; ms: number; bytes: number }>();
  http
    .get(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - began, bytes }));
    })
    .on('error', reject);
  return promise;
}

/** Asks `count` times with `atOnce` requests under way, and answers each one's milliseconds and the requests a second. */
export async function load(url: string, count: number, atOnce: number, headers: Record<string, string> = {}) {
  const times: number[] = [];
  let left = count;
  const began = performance.now();
  const ask = async () => {
    while (left-- > 0) {
      const { status, ms } = await timedGet(url, headers);
      if (status !== 200 && status !== 304) throw new Error(`${url} was answered with ${status}`);
      times.push(ms);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return { times, perSecond: (count * 1000) / (performance.now() - began) };
}

/** The value below which `percent` of the values lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
