import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaWindow, picturePath } from '../../shared/domain/media.ts';

type Answer = { uri?: string; statusCode?: number; headers?: Record<string, { value: string }> };

const code = readFileSync(path.join(import.meta.dirname, '../../infra/media-gate.js'), 'utf8');
const clock = { now: () => 0 };
const world = vm.createContext({ Date: clock });
vm.runInContext(code, world);

/** The gate as CloudFront runs it, at a time of our choosing. */
function ask(uri: string, at: number): Answer {
  clock.now = () => at;
  world.event = { version: '1.0', request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } };
  return vm.runInContext('handler(event)', world) as Answer;
}

const isOpen = (uri: string, at: number) => {
  const answer = ask(uri, at);
  expect(answer.statusCode ?? (answer.uri === uri ? 200 : 'changed')).toBeOneOf([200, 404]);
  return answer.statusCode === undefined;
};

const hour = 3_600_000;
const times = fc.integer({ min: 0, max: Date.parse('2199-12-31T23:59:59.999Z') });
const iso = (at: number) => new Date(at).toISOString();
const shelves = fc.constantFrom('narrations', 'images');
const files = fc.constantFrom('0a1b2c.mp3', '0a1b2c.vtt', 'ff-640.webp', 'A_z.json');

function address(shelf: string, from: number, until: number | undefined, file: string): string {
  const window = mediaWindow({ publishedAt: iso(from), ...(until === undefined ? {} : { expiresAt: iso(until) }) });
  return `/media/${shelf}/en-politics-tunnel/${window}/${file}`;
}

describe('the gate of media', () => {
  it('opens with the first millisecond of its window and closes with the first after it', () => {
    fc.assert(
      fc.property(
        shelves,
        times,
        fc.integer({ min: 1, max: hour }),
        fc.integer({ min: -3, max: 3 }),
        files,
        (shelf, from, length, offset, file) => {
          const uri = address(shelf, from, from + length, file);
          expect(isOpen(uri, from + offset)).toBe(offset >= 0 && offset < length);
          expect(isOpen(uri, from + length + offset)).toBe(offset < 0 && length + offset >= 0);
        },
      ),
    );
  });

  it('never closes what has no end, and never opens it before its beginning', () => {
    fc.assert(
      fc.property(shelves, times, times, files, (shelf, from, at, file) => {
        expect(isOpen(address(shelf, from, undefined, file), at)).toBe(at >= from);
      }),
    );
  });

  it('opens the addresses that articles name, while the article shows', () => {
    const picture = { mediaType: 'image/webp', width: 1, height: 1, hash: 'ab'.repeat(32) };
    fc.assert(
      fc.property(
        times,
        fc.option(fc.integer({ min: 1, max: hour }), { nil: undefined }),
        times,
        (from, length, at) => {
          const until = length === undefined ? {} : { expiresAt: iso(from + length) };
          const uri = picturePath('en-politics-tunnel', mediaWindow({ publishedAt: iso(from), ...until }), picture);
          expect(isOpen(uri, from)).toBe(true);
          expect(isOpen(uri, at)).toBe(at >= from && (length === undefined || at < from + length));
        },
      ),
    );
  });

  it('is open for what was published before 1970', () => {
    expect(mediaWindow({ publishedAt: '1965-02-03T00:00:00Z' })).toBe('0-ever');
    expect(isOpen('/media/images/en-a/0-ever/a.png', Date.parse('2026-11-25'))).toBe(true);
  });

  it.each([
    '/media/',
    '/media/narrations/en-a/abc.mp3',
    '/media/narrations/en-a/0-ever/',
    '/media/narrations/en-a/0-ever/a',
    '/media/narrations/en-a/0-ever/a.mp3/b.mp3',
    '/media/narrations/en-a/0-ever/../secret.mp3',
    '/media/narrations/en-a/0-ever/%2e%2e/secret.mp3',
    '/media/narrations/en-a/0-ever/a%2fb.mp3',
    '/media/narrations/en-a/0-ever//a.mp3',
    '/media/narrations/en-a/-1-ever/a.mp3',
    '/media/narrations/en-a/0-/a.mp3',
    '/media/narrations/en-a/ever-ever/a.mp3',
    '/media/narrations/en-a/0-9999999999999999/a.mp3',
    '/media/narrations/en-a/0x0-ever/a.mp3',
    '/media/narrations/en-a/0-ever/a.mp3\n',
    '/media/narrations/en-a/0-EVER/a.mp3',
    '/media/secrets/en-a/0-ever/a.mp3',
    '/%6dedia/narrations/en-a/0-ever/a.mp3',
    '/x/../media/narrations/en-a/0-ever/a.mp3',
    '//media/narrations/en-a/0-ever/a.mp3',
  ])('answers 404 to an address of another shape: %j', (uri) => {
    expect(ask(uri, Date.parse('2026-11-25'))).toMatchObject({
      statusCode: 404,
      headers: { 'cache-control': { value: 'no-store' } },
    });
  });

  it('lets nothing through that is not exactly an address in its window', () => {
    const part = fc.constantFrom(
      'media',
      'narrations',
      'images',
      'en-a',
      '0-ever',
      '0-5',
      'a.mp3',
      '..',
      '%2e',
      '',
      'x',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const [media, shelf, article, span, file, ...more] = parts;
        const fits =
          media === 'media' &&
          (shelf === 'narrations' || shelf === 'images') &&
          ['media', 'narrations', 'images', 'en-a', '0-ever', '0-5', 'x'].includes(article ?? '') &&
          span === '0-ever' &&
          file === 'a.mp3' &&
          more.length === 0;
        expect(isOpen(`/${parts.join('/')}`, 10)).toBe(fits);
      }),
      { numRuns: 2000 },
    );
  });

  it('is small enough for the edge', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });
});

describe('a window', () => {
  it('is not made of what is no time', () => {
    expect(() => mediaWindow({ publishedAt: 'soon' })).toThrow(RangeError);
    expect(() => mediaWindow({ publishedAt: '2026-11-25T00:00:00Z', expiresAt: '' })).toThrow(RangeError);
  });
});
