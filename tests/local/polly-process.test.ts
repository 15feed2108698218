import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { marksOf, type PollyUnderTest, say, startPolly } from './polly-setup.ts';

const open: PollyUnderTest[] = [];
const start = async () => {
  const under = await startPolly();
  open.push(under);
  return under;
};
afterEach(async () => {
  for (const under of open.splice(0)) await under.close();
});

const texts = [
  ['Joanna', 'The harbour reopened on Tuesday.'],
  ['Lucia', 'El puerto reabrió el martes, tres semanas después.'],
  ['Zayd', 'أعيد فتح الميناء يوم الثلاثاء.'],
  ['Matthew', 'Ships waited for 3 weeks, the pilots said.'],
] as const;

/** Hashes of audio and marks. Rounds of another length before them leave the workers in another state. */
async function hashes({ client }: PollyUnderTest, before: number): Promise<string[]> {
  await Promise.all(
    Array.from({ length: before }, (_, n) => say(client, { Text: `Round ${n} of something else entirely.` })),
  );
  return Promise.all(
    texts.map(async ([VoiceId, Text]) => {
      const [audio, { lines }] = await Promise.all([
        say(client, { Text, VoiceId }),
        marksOf(client, { Text, VoiceId }),
      ]);
      return createHash('sha256').update(audio.bytes).update(lines.join('\n')).digest('hex');
    }),
  );
}

/** Processes of the local Polly that this process has started. */
function children(): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && args?.includes('polly-process.ts') ? [Number(pid)] : [];
  });
}

describe('The process of the local Polly', () => {
  it('says the same text with the same bytes, whichever worker or process speaks and whatever it said before', async () => {
    const one = await start();
    const first = await hashes(one, 0);
    const two = await start();
    expect(await hashes(two, 7)).toEqual(first);
  });

  it('is started again when it dies, and answers what was asked meanwhile', async () => {
    const under = await start();
    const expected = await say(under.client, { Text: 'Before and after.' });
    await under.polly.control({ enforce: true });
    const [pid] = children();
    process.kill(pid!, 'SIGKILL');
    expect(await say(under.client, { Text: 'Before and after.' })).toEqual(expected);
    expect(under.logged.join()).toContain('The local Polly ended (SIGKILL) and is started again');
    await vi.waitFor(async () => {
      await Promise.all(
        Array.from({ length: 12 }, () => say(under.client, { Text: 'Before and after.' }).catch(() => {})),
      );
      expect((await under.polly.control()).throttled).toBeGreaterThan(0);
    });
  });

  it('ends when it is closed, and fails what was asked', async () => {
    const under = await start();
    const asked = say(under.client, { Text: 'Never answered.' });
    const refused = expect(asked).rejects.toThrow(/closed/);
    await vi.waitFor(() => expect(children()).toHaveLength(1));
    await under.polly.close();
    await refused;
    expect(children()).toEqual([]);
    await under.polly.close();
  });

  it('loads eSpeak NG in its own threads only', () => {
    const folder = new URL('../../infra/local/emulators/polly/', import.meta.url);
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [statement, path] of readFileSync(new URL(file, folder), 'utf8').matchAll(
        /^import [^;]*?from '([^']+)';/gm,
      )) {
        if (!statement.startsWith('import type') && path!.startsWith('./')) visit(path!);
        expect(path).not.toContain('espeak-ng');
      }
    };
    visit('./polly.ts');
    visit('./polly-process.ts');
    expect(seen.size).toBeGreaterThan(8);
  });
});

describe('control', () => {
  it('keeps quotas where it is told to, for each engine', async () => {
    const { polly, client } = await start();
    const burst = async (Engine: 'neural' | 'standard') => {
      const asked = Array.from({ length: 20 }, () =>
        say(client, { Text: 'Hi.', Engine }).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
      return (await Promise.all(asked)).filter((result) => result !== 'ok');
    };
    await say(client, { Text: 'Hi.' });
    expect(await burst('neural')).toEqual([]);
    await polly.control({ enforce: true, latencyMs: 100_000 });
    const throttled = await burst('neural');
    expect(throttled.length).toBeGreaterThanOrEqual(2);
    expect(new Set(throttled)).toEqual(new Set(['ThrottlingException']));
    expect(await burst('standard')).toEqual([]);
    expect(await polly.control({ enforce: false })).toMatchObject({ throttled: throttled.length });
    expect(await burst('neural')).toEqual([]);
  });

  it('fails the next requests as it is told, then goes on', async () => {
    const { polly, client } = await start();
    await polly.control({ failNext: ['ThrottlingException', 'ServiceFailureException'] });
    await expect(say(client, { Text: 'a' })).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(say(client, { Text: 'a' })).rejects.toMatchObject({
      name: 'ServiceFailureException',
      $metadata: { httpStatusCode: 500 },
    });
    const { characters } = await say(client, { Text: 'abc' });
    expect(await polly.control()).toEqual({ requests: 1, billed: characters, throttled: 1, syntheses: 1 });
  });
});
