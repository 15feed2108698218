import type { Article } from './article.ts';
import { digitalSourceType } from './article-answer.ts';
import type { Chapter } from './chapters.ts';
import { coverOf } from './cover.ts';
import type { EditionCode, Voice } from './newsroom.ts';
import { authorsOf, disclosureOf, titleOf } from './podcast.ts';

/** Codes of languages as ID3 has them (ISO 639-2). */
const languages: Record<EditionCode, string> = { en: 'eng', es: 'spa', ar: 'ara' };

/** A table of contents counts its entries in one byte. */
const mostChapters = 255;

/**
 * What players show of a recording, and who made it, for people and for machines: a tag of ID3v2.4
 * (https://id3.org/id3v2.4.0-structure, https://id3.org/id3v2.4.0-frames) with chapters
 * (https://id3.org/id3v2-chapters-1.0), to stand before the first frame of the audio. The same article has the same tag.
 *
 * Text is UTF-8, which has no byte 0xff, and sizes have seven bits a byte: so nothing in the tag looks like a frame of
 * layer III, and nothing is unsynchronised, which some players cannot undo.
 */
export function id3Tag(article: Article, voice: Voice, chapters: readonly Chapter[], durationMs: number): Uint8Array {
  const { edition, section, headline } = article;
  const language = languages[edition];
  const authors = authorsOf(article);
  const frames = [
    ...textFrame('TIT2', headline),
    ...(authors === undefined ? [] : textFrame('TPE1', authors)),
    ...textFrame('TALB', titleOf({ edition, section })),
    // To the second, in UTC.
    ...textFrame('TDRC', article.publishedAt.slice(0, 19)),
    ...textFrame('TLAN', language),
    ...frame('TXXX', [utf8, ...text('DigitalSourceType'), 0, ...text(digitalSourceType)]),
    ...frame('COMM', [utf8, ...text(language), 0, ...text(`${disclosureOf(edition)} (Polly, ${voice.id})`)]),
    ...chapterFrames(chapters.slice(0, mostChapters), durationMs),
    ...frame('APIC', [utf8, ...text('image/png'), 0, frontCover, 0, ...coverOf(section, 300)]),
  ];
  return new Uint8Array([...text('ID3'), 4, 0, 0, ...synchsafe(frames.length), ...frames]);
}

const utf8 = 3;
const frontCover = 3;

function chapterFrames(chapters: readonly Chapter[], durationMs: number): number[] {
  if (chapters.length === 0) return [];
  const names = chapters.map((_, index) => [...text(`c${index}`), 0]);
  // On top, and in order.
  const contents = frame('CTOC', [...text('toc'), 0, 0b11, chapters.length, ...names.flat()]);
  const parts = chapters.flatMap(({ startTime, title }, index) => {
    const next = chapters[index + 1];
    const times = [startTime * 1000, next === undefined ? durationMs : next.startTime * 1000];
    return frame('CHAP', [
      ...(names[index] ?? []),
      ...times.flatMap(fourBytes),
      ...noOffsets,
      ...textFrame('TIT2', title),
    ]);
  });
  return [...contents, ...parts];
}

/** Chapters are found by their times, and not by places in the file. */
const noOffsets = Array<number>(8).fill(0xff);

function textFrame(name: string, value: string): number[] {
  return frame(name, [utf8, ...text(value)]);
}

function frame(name: string, body: readonly number[]): number[] {
  return [...text(name), ...synchsafe(body.length), 0, 0, ...body];
}

/** A zero would end a text before its end. */
function text(value: string): number[] {
  return [...new TextEncoder().encode(value.replaceAll('\0', ' '))];
}

/** Seven bits a byte. */
function synchsafe(size: number): number[] {
  return [21, 14, 7, 0].map((shift) => (size >>> shift) & 127);
}

function fourBytes(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (Math.round(value) >>> shift) & 255);
}
