import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { nextSequencer } from '../../infra/local/emulators/s3/sequencer.ts';
import {
  allEvents,
  bucketSettings,
  type Delivery,
  queueArn,
  type S3Server,
  startS3,
  withDirectory,
} from './s3-server.ts';

const Bucket = 'inbox';

async function withS3(work: (server: S3Server) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const server = await startS3(directory);
    try {
      await work(server);
    } finally {
      await server.close();
    }
  });
}

function put(server: S3Server, Key: string, Body = 'x') {
  return server.client.send(new PutObjectCommand({ Bucket, Key, Body }));
}

function records(deliveries: Delivery[]) {
  return deliveries.flatMap(({ body }) => JSON.parse(body).Records);
}

describe('events', () => {
  it('have the shape that S3 documents', async () => {
    await withS3(async (server) => {
      server.s3.declareBucket(allEvents(Bucket));
      const { $metadata } = await put(server, 'in/é a+b.md', 'hallo');
      expect(server.deliveries.map((delivery) => delivery.queueArn)).toEqual([queueArn]);
      expect(records(server.deliveries)).toEqual([
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: 'AWS:000000000000' },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': $metadata.requestId, 'x-amz-id-2': $metadata.extendedRequestId },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'all',
            bucket: { name: Bucket, ownerIdentity: { principalId: '000000000000' }, arn: `arn:aws:s3:::${Bucket}` },
            object: {
              key: 'in/%C3%A9+a%2Bb.md',
              size: 5,
              eTag: '598d4c200461b81522a3328565c25f7c',
              sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
            },
          },
        },
      ]);
    });
  });

  it('tell of copies and deletes, but not of deletes of nothing', async () => {
    await withS3(async (server) => {
      server.s3.declareBucket(allEvents(Bucket));
      await put(server, 'a');
      await server.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
      await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      const Delete = { Objects: [{ Key: 'never' }, { Key: 'b' }] };
      await server.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
      const told = records(server.deliveries);
      expect(told.map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`)).toEqual([
        'ObjectCreated:Put a',
        'ObjectCreated:Copy b',
        'ObjectRemoved:Delete a',
        'ObjectRemoved:Delete b',
      ]);
      expect(Object.keys(told[2].s3.object)).toEqual(['key', 'sequencer']);
    });
  });

  it('go to the queues whose patterns, prefix and suffix fit', async () => {
    await withS3(async (server) => {
      const notification = (id: string, events: string[], prefix = '', suffix = '') => ({
        id,
        queueArn: id,
        events,
        prefix,
        suffix,
      });
      server.s3.declareBucket(
        bucketSettings(Bucket, {
          notifications: [
            notification('articles', ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'], 'articles/'),
            notification('markdown', ['s3:ObjectCreated:Put'], '', '.md'),
            notification('gone', ['s3:ObjectRemoved:Delete']),
            notification('copies', ['s3:ObjectCreated:Copy']),
          ],
        }),
      );
      for (const key of ['articles/en/a.md', 'articles/en/a.MD', 'other.md', 'Articles/b']) await put(server, key);
      await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'other.md' }));
      expect(
        server.deliveries.map(({ queueArn: arn, body }) => `${arn} ${JSON.parse(body).Records[0].s3.object.key}`),
      ).toEqual([
        'articles articles/en/a.md',
        'markdown articles/en/a.md',
        'articles articles/en/a.MD',
        'markdown other.md',
        'gone other.md',
      ]);
    });
  });

  it('of a versioned bucket name the version, and a delete is a marker', async () => {
    await withS3(async (server) => {
      server.s3.declareBucket({ ...allEvents(Bucket), versioned: true });
      const { VersionId } = await put(server, 'a');
      const { DeleteMarker } = await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      expect(DeleteMarker).toBe(true);
      const told = records(server.deliveries);
      expect(told.map((record) => record.eventName)).toEqual([
        'ObjectCreated:Put',
        'ObjectRemoved:DeleteMarkerCreated',
      ]);
      expect(told[0].s3.object.versionId).toBe(VersionId);
      expect((await server.client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    });
  });

  it('that could not be delivered are delivered at the next opening, in order and once', async () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
    await withDirectory(async (directory) => {
      const broken = await startS3(directory, {
        deliver() {
          throw new Error('the queue is away');
        },
      });
      broken.s3.declareBucket(allEvents(Bucket));
      await put(broken, 'first');
      await put(broken, 'second');
      await broken.close();
      const working = await startS3(directory);
      expect(records(working.deliveries).map((record) => record.s3.object.key)).toEqual(['first', 'second']);
      await put(working, 'third');
      expect(records(working.deliveries).map((record) => record.s3.object.key)).toEqual(['first', 'second', 'third']);
      await working.close();
      const again = await startS3(directory);
      expect(again.deliveries).toEqual([]);
      await again.close();
    });
    silence.mockRestore();
  });

  it('survive a process that is killed between storing and telling', async () => {
    await withDirectory(async (directory) => {
      const module = new URL('../../infra/local/emulators/s3/s3.ts', import.meta.url);
      const script = `
        import { createServer } from 'node:http';
        import { openS3 } from ${JSON.stringify(module.href)};
        const s3 = openS3({ directory: ${JSON.stringify(directory)}, deliver: () => process.kill(process.pid, 'SIGKILL') });
        s3.declareBucket(${JSON.stringify(allEvents(Bucket))});
        const server = createServer((request, response) => s3.handle(request, response)).listen(0, '127.0.0.1', () =>
          fetch('http://127.0.0.1:' + server.address().port + '/${Bucket}/survivor', { method: 'PUT', body: 'bytes' }));`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
      const reopened = await startS3(directory);
      expect(records(reopened.deliveries).map((record) => record.s3.object.key)).toEqual(['survivor']);
      const { Body } = await reopened.client.send(new GetObjectCommand({ Bucket, Key: 'survivor' }));
      expect(await Body?.transformToString()).toBe('bytes');
      await reopened.close();
    });
  });

  it('that could not be delivered are tried again without a restart', async () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
    await withDirectory(async (directory) => {
      const delivered: string[] = [];
      let failures = 1;
      const server = await startS3(directory, {
        deliver(_arn, body) {
          if (failures-- > 0) throw new Error('the queue is away');
          delivered.push(JSON.parse(body).Records[0].s3.object.key);
        },
      });
      server.s3.declareBucket(allEvents(Bucket));
      await put(server, 'late');
      await vi.waitFor(() => expect(delivered).toEqual(['late']), { timeout: 10_000 });
      await server.close();
    });
    silence.mockRestore();
  });
});

describe('sequencers', () => {
  it('grow for ever, also where the clock goes back and over restarts', async () => {
    const steps = fc.array(
      fc.record({ clock: fc.integer({ min: 0, max: 4_000_000_000_000 }), restart: fc.boolean() }),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        await withDirectory(async (directory) => {
          let clock = 0;
          const now = () => new Date(clock);
          let server = await startS3(directory, { now });
          server.s3.declareBucket(allEvents(Bucket));
          const deliveries: Delivery[] = [];
          for (const step of plan) {
            clock = step.clock;
            if (step.restart) {
              deliveries.push(...server.deliveries);
              await server.close();
              server = await startS3(directory, { now });
            }
            await put(server, 'a');
          }
          deliveries.push(...server.deliveries);
          await server.close();
          const sequencers = records(deliveries).map((record) => record.s3.object.sequencer);
          expect(sequencers).toHaveLength(plan.length);
          expect(sequencers).toEqual([...new Set(sequencers)].sort());
        });
      }),
      { numRuns: 15 },
    );
  });

  it('are 18 upper-case digits and not below the clock in nanoseconds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), { minLength: 1 }), (clocks) => {
        let last = '';
        for (const clock of clocks) {
          const next = nextSequencer(last, new Date(clock));
          expect(next).toMatch(/^[0-9A-F]{18}$/);
          expect(next > last).toBe(true);
          expect(BigInt(`0x${next}`)).toBeGreaterThanOrEqual(BigInt(clock) * 1_000_000n);
          last = next;
        }
      }),
    );
  });
});

describe('a restart', () => {
  it('keeps objects and settings, and clears away what a killed process left', async () => {
    await withDirectory(async (directory) => {
      const first = await startS3(directory);
      first.s3.declareBucket(allEvents(Bucket));
      await put(first, 'kept', 'bytes');
      await first.close();
      await writeFile(join(directory, 'data', 'left-over.part'), 'half');
      const second = await startS3(directory);
      const { Body } = await second.client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
      expect(await Body?.transformToString()).toBe('bytes');
      expect(await readdir(join(directory, 'data'))).toHaveLength(1);
      await put(second, 'next');
      expect(records(second.deliveries).map((record) => record.s3.object.key)).toEqual(['next']);
      await second.close();
    });
  });
});
