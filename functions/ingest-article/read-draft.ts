import type { Draft } from '../../shared/domain/article.ts';
import { countWords } from '../../shared/domain/blocks.ts';
import type { Place, Problem } from '../../shared/domain/problem.ts';
import { hasErrors } from '../../shared/domain/problem.ts';
import type { ArticleKey } from '../../shared/domain/upload.ts';
import { readBody } from './read-body.ts';
import { type FieldsRead, readFields } from './read-fields.ts';

export type DraftRead = { draft: Draft | undefined; problems: Problem[] };

const largestFile = 1024 * 1024;
const mostWords = 20_000;

/** Reads an uploaded file as its key says, and reports everything that is wrong with it at once. */
export function readDraft(bytes: Uint8Array, key: ArticleKey, now: Date): DraftRead {
  if (bytes.length > largestFile) {
    return fault(
      'file-size',
      `The file has ${bytes.length} bytes; the limit is 1 MiB.`,
      'Shorten it, or split the story.',
    );
  }
  const offset = firstInvalidByte(bytes);
  if (offset !== undefined) {
    return fault(
      'encoding',
      `The file is not UTF-8: see byte ${offset}.`,
      'Save it with the encoding UTF-8.',
      placeOf(bytes, offset),
    );
  }
  const text = new TextDecoder().decode(bytes);
  const read = key.format === 'json' ? readJson(text, now) : readMarkdown(text, now);
  const problems = read.problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  if (read.draft === undefined || hasErrors(problems)) return { draft: undefined, problems };
  const words = countWords(read.draft.blocks, key.edition);
  if (read.draft.blocks.length === 0)
    return fault('body-missing', 'The article has no text.', 'Write it below the fields.');
  if (words > mostWords) {
    return fault('body-length', `The article has ${words} words; the limit is ${mostWords}.`, 'Split it into parts.');
  }
  return { draft: read.draft, problems };
}

/** Markdown with YAML front matter between two lines of `---`. */
function readMarkdown(text: string, now: Date): DraftRead {
  const lines = text.split(/\r\n?|\n/);
  if (lines[0]?.trimEnd() !== '---') {
    return fault(
      'front-matter-missing',
      'The file does not begin with front matter.',
      'Begin it with a line ---, then the fields, then another line ---.',
    );
  }
  const end = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line));
  if (end < 0) {
    return fault(
      'front-matter-open',
      'The front matter does not end.',
      'Add a line --- between the fields and the text.',
    );
  }
  const fields = readFields(lines.slice(1, end).join('\n'), 2, false, now);
  const body = readBody(lines.slice(end + 1).join('\n'), (line) => line + end + 1);
  return draftOf(fields, body);
}

/** JSON with the fields of the front matter and the Markdown in `body`. */
function readJson(text: string, now: Date): DraftRead {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /line (\d+) column (\d+)/.exec(message);
    const position = /position (\d+)/.exec(message);
    const at = place
      ? { line: Number(place[1]), column: Number(place[2]) }
      : placeIn(text, position ? Number(position[1]) : text.length);
    return fault(
      'json',
      `The file is not JSON: ${message.split(' in JSON')[0]}.`,
      'Mend it there; a JSON editor shows the place.',
      at,
    );
  }
  const fields = readFields(text, 1, true, now);
  if (fields.body === undefined) return { draft: undefined, problems: fields.problems };
  const { place } = fields.body;
  return draftOf(
    fields,
    readBody(fields.body.text, () => place.line),
  );
}

function draftOf({ fields, problems }: FieldsRead, body: ReturnType<typeof readBody>): DraftRead {
  const draft = fields === undefined ? undefined : { ...fields, blocks: body.blocks };
  return { draft, problems: [...problems, ...body.problems] };
}

function fault(code: string, message: string, advice: string, place: Place = { line: 1, column: 1 }): DraftRead {
  return { draft: undefined, problems: [{ code, severity: 'error', message, advice, place }] };
}

/** Where UTF-8 breaks off, by halving: decoding a prefix fails exactly if it holds the fault. */
function firstInvalidByte(bytes: Uint8Array): number | undefined {
  const valid = (end: number, stream: boolean) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream });
      return true;
    } catch {
      return false;
    }
  };
  if (valid(bytes.length, false)) return undefined;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (valid(middle, true)) good = middle;
    else bad = middle;
  }
  // The bytes before the fault may begin a character that it breaks off.
  while (!valid(good, false)) good--;
  return good;
}

function placeOf(bytes: Uint8Array, offset: number): Place {
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  return placeIn(before, before.length);
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
