import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../../shared/domain/article.ts';
import type { Chapter } from '../../shared/domain/chapters.ts';
import { coverOf } from '../../shared/domain/cover.ts';
import { editionOf } from '../../shared/domain/edition.ts';
import { id3Tag } from '../../shared/domain/id3.ts';
import { joinMp3, parseMp3 } from '../../shared/domain/mp3.ts';
import { type EditionCode, editionCodes } from '../../shared/domain/newsroom.ts';
import { sections } from '../../shared/domain/section.ts';
import { silence } from '../fakes/narrator.ts';
import { anyText } from '../fixtures/any-text.ts';

function anArticle(more: Partial<Article> = {}): Article {
  return {
    id: 'en-a',
    edition: 'en',
    kind: 'news',
    section: 'politics',
    headline: 'Council agrees on the harbour tunnel',
    byline: [
      { slug: 'ana', name: 'Ana Ruiz' },
      { slug: 'bo', name: 'Bo Aziz' },
    ],
    importance: 'major',
    tags: [],
    regions: [],
    corrections: [],
    url: '/en/politics/a',
    publishedAt: '2026-11-24T12:00:01.250Z',
    words: 1,
    readingMinutes: 1,
    ...more,
  };
}

const voice = editionOf('en').voices.main;
const chapters: Chapter[] = [
  { startTime: 0, title: 'Council agrees' },
  { startTime: 12.345, title: 'What it costs' },
];

type Frame = { name: string; body: Uint8Array };

const size = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum * 128 + byte, 0);
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** The frames of a run of bytes, by the sizes that they give themselves; they must fill it to the last byte. */
function framesOf(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const sizes = bytes.subarray(offset + 4, offset + 8);
    expect(sizes.every((byte) => byte < 128)).toBe(true);
    const end = offset + 10 + size(sizes);
    expect(end).toBeLessThanOrEqual(bytes.length);
    frames.push({ name: latin(bytes.subarray(offset, offset + 4)), body: bytes.subarray(offset + 10, end) });
    offset = end;
  }
  return frames;
}

function readTag(tag: Uint8Array): Frame[] {
  expect(latin(tag.subarray(0, 3))).toBe('ID3');
  expect([...tag.subarray(3, 6)]).toEqual([4, 0, 0]);
  expect(size(tag.subarray(6, 10))).toBe(tag.length - 10);
  return framesOf(tag.subarray(10));
}

/** What a text frame says, the separators shown as bars. */
const texts = (frames: readonly Frame[]) =>
  Object.fromEntries(
    frames
      .filter(({ name }) => name.startsWith('T') || name === 'COMM')
      .map(({ name, body }) => {
        expect(body[0]).toBe(3);
        return [name, utf8(body.subarray(1)).replaceAll('\0', '|')];
      }),
  );

describe('the tag of a recording', () => {
  it('names the article, its authors and section, its time and language, and the voice as synthetic', () => {
    expect(texts(readTag(id3Tag(anArticle(), voice, [], 20_000)))).toEqual({
      TIT2: 'Council agrees on the harbour tunnel',
      TPE1: 'Ana Ruiz and Bo Aziz',
      TALB: 'Broadsheet: Politics',
      TDRC: '2026-11-24T12:00:01',
      TLAN: 'eng',
      TXXX: 'DigitalSourceType|http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      COMM: 'eng|Read by a synthetic voice (Polly, Joanna)',
    });
  });

  it('names the source where there is no author, or nobody', () => {
    expect(texts(readTag(id3Tag(anArticle({ byline: [], source: 'Harbour Wire' }), voice, [], 1)))).toMatchObject({
      TPE1: 'Harbour Wire',
    });
    expect(texts(readTag(id3Tag(anArticle({ byline: [] }), voice, [], 1)))).not.toHaveProperty('TPE1');
  });

  it('has its chapters one after the other, to the end of the recording, in a table of contents', () => {
    const frames = readTag(id3Tag(anArticle(), voice, chapters, 20_016));
    const [contents] = frames.filter(({ name }) => name === 'CTOC');
    expect(latin(contents?.body ?? new Uint8Array())).toBe('toc\0\x03\x02c0\0c1\0');
    const read = frames
      .filter(({ name }) => name === 'CHAP')
      .map(({ body }) => {
        const begin = body.indexOf(0) + 1;
        const view = new DataView(body.buffer, body.byteOffset + begin);
        const [title] = framesOf(body.subarray(begin + 16));
        const numbers = [0, 4, 8, 12].map((at) => view.getUint32(at));
        return [latin(body.subarray(0, begin - 1)), ...numbers, title?.name, utf8(title?.body.subarray(1) ?? body)];
      });
    const unused = 0xffffffff;
    expect(read).toEqual([
      ['c0', 0, 12_345, unused, unused, 'TIT2', 'Council agrees'],
      ['c1', 12_345, 20_016, unused, unused, 'TIT2', 'What it costs'],
    ]);
  });

  it('counts at most the chapters that a table of contents can', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ startTime: index, title: `${index}` }));
    const frames = readTag(id3Tag(anArticle(), voice, many, 300_000));
    expect(frames.filter(({ name }) => name === 'CHAP')).toHaveLength(255);
  });

  it('is skipped by whoever reads frames of audio, and nothing in it can be taken for one, whatever is written', () => {
    const audio = joinMp3([parseMp3(silence(50))]);
    const titles = fc.array(fc.tuple(anyText, fc.integer({ min: 0, max: 4 * 3_600_000 })), { maxLength: 12 });
    fc.assert(
      fc.property(
        anyText,
        titles,
        fc.constantFrom<EditionCode>(...editionCodes),
        fc.constantFrom(...sections),
        (headline, parts, edition, section) => {
          const list = parts.map(([title, ms]) => ({ startTime: ms / 1000, title }));
          const tag = id3Tag(anArticle({ headline, edition, section }), voice, list, 4 * 3_600_000);
          const file = new Uint8Array([...tag, ...audio]);
          expect(parseMp3(file)).toEqual(parseMp3(audio));
          const spoiled: number[] = [];
          for (let at = 1; at < tag.length; at++) if (isLayerThree(file.subarray(at, at + 4))) spoiled.push(at);
          expect(spoiled).toEqual([]);
          expect(texts(readTag(tag)).TIT2).toBe(utf8(Buffer.from(headline.replaceAll('\0', ' '))));
        },
      ),
    );
  });

  it('is the same for the same article', () => {
    expect(id3Tag(anArticle(), voice, chapters, 1000)).toEqual(id3Tag(anArticle(), voice, chapters, 1000));
  });
});

/** A header of layer III with a bitrate and a sample rate that exist. */
function isLayerThree([sync = 0, head = 0, rates = 0]: Uint8Array): boolean {
  const isHead = sync === 0xff && (head & 0xe0) === 0xe0 && (head & 0x18) !== 0x08 && (head & 0x06) === 0x02;
  return isHead && rates >> 4 !== 0 && rates >> 4 !== 15 && ((rates >> 2) & 3) !== 3;
}

describe('a cover', () => {
  it('is a PNG of one colour, which each section has for itself', () => {
    const colours = [undefined, ...sections].map((section) => {
      const png = Buffer.from(coverOf(section, 300));
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(png.subarray(12, 33).toString('latin1').slice(0, 12)).toBe('IHDR\0\0\x01\x2c\0\0\x01\x2c');
      const at = png.indexOf('IDAT');
      // zlib checks the Adler sum.
      expect(inflateSync(png.subarray(at + 4, png.length - 16))).toEqual(Buffer.alloc(300 * 39));
      expect(png.length).toBeLessThan(300);
      return png
        .subarray(png.indexOf('PLTE') + 4)
        .subarray(0, 3)
        .toString('hex');
    });
    expect(new Set(colours).size).toBe(sections.length + 1);
  });

  it('has the sums that a strict reader of PNG checks', () => {
    const png = Buffer.from(coverOf('sport', 1400));
    let at = 8;
    const names: string[] = [];
    while (at < png.length) {
      const end = at + 8 + png.readUInt32BE(at);
      names.push(png.subarray(at + 4, at + 8).toString('latin1'));
      expect(crc32(png.subarray(at + 4, end))).toBe(png.readUInt32BE(end));
      at = end + 4;
    }
    expect(names).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
  });
});
