/**
 * Narrating against a Polly that keeps an account's quota: `npm run bench -- --quota 30`, or `node bench/narrating.ts`.
 * Thirty articles of twenty paragraphs are uploaded at once; what matters is how much of the quota's ceiling is used, and
 * that none fails.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startStack } from '../tests/harness/running-stack.ts';

/** What AWS lets an account ask of the neural voices in a second. */
const ceiling = 8;
const paragraphs = 20;

function anArticle(name: string): string {
  const lines = Array.from(
    { length: paragraphs },
    (_, n) => `Paragraph ${n + 1} of ${name} says something short of its own.`,
  );
  return `---\nheadline: ${name} at the quota\nsection: sport\n---\n\n${lines.join('\n\n')}\n`;
}

/** Answers lines for the report. */
export async function measureNarrating(count: number): Promise<string[]> {
  const stack = await startStack({ args: ['--no-samples', '--polly-quota'] });
  try {
    const ids = Array.from({ length: count }, (_, n) => `quota-${n}`);
    const began = performance.now();
    for (const id of ids) {
      const Key = `articles/en/bench/${id}.md`;
      await stack.s3.send(new PutObjectCommand({ Bucket: stack.outputs.UploadsBucketName, Key, Body: anArticle(id) }));
    }
    const states = new Map<string, string>();
    while ([...states.values()].filter((state) => state === 'ready').length < count) {
      if (performance.now() - began > 900_000) throw new Error('not all were narrated within 15 minutes');
      await wait(500);
      for (const id of ids.filter((id) => states.get(id) !== 'ready')) {
        const response = await fetch(`${stack.site}/v1/articles/en-bench-${id}`);
        if (!response.ok) continue;
        const { narration } = (await response.json()) as { narration: { state: string } };
        if (narration.state === 'failed') throw new Error(`${id} failed`);
        states.set(id, narration.state);
      }
    }
    const seconds = (performance.now() - began) / 1000;
    // A headline and its paragraphs, audio and marks each.
    const requests = count * (paragraphs + 1) * 2;
    const perSecond = requests / seconds;
    return [
      `## Narrating at Polly’s quota of ${ceiling} requests a second\n`,
      `${count} articles of ${paragraphs} paragraphs uploaded at once: all narrated in ${seconds.toFixed(0)} s, ${requests} requests, ${perSecond.toFixed(2)} a second, ${((perSecond / ceiling) * 100).toFixed(0)} % of the ceiling; none failed.\n`,
    ];
  } finally {
    await stack.stop();
    stack.forget();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const line of await measureNarrating(Number(process.argv[2] ?? 30))) console.log(line);
}
