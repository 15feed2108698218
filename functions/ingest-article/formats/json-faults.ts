import type { ParseError } from 'jsonc-parser';
import { printParseErrorCode } from 'jsonc-parser';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';

type Said = { at: number; message: string; advice: string };

const quoted = 'Set names and texts in double quotation marks, as in {"headline": "…"}.';

/** The first thing that is wrong with a text that is no JSON, in an editor's words, and where its cause is. */
export function jsonFault(text: string, error: ParseError | undefined, placeOf: (offset: number) => Place): Problem {
  const { at, message, advice } = faultAt(text, error?.offset ?? text.length, error);
  const words = text.slice(at, at + 40).split(/[\r\n]/)[0] ?? '';
  return problemOf('json', placeOf(at), message, advice, words.trim() === '' ? {} : { words });
}

function faultAt(text: string, at: number, error: ParseError | undefined): Said {
  if (text.trim() === '')
    return { at: 0, message: 'The file is empty.', advice: 'Write {"headline": "…", "section": "…", "body": "…"}.' };
  const kind = kindAt(text);
  if (kind !== undefined) {
    const message = `The file is not JSON but looks like ${kind.name}.`;
    return { at: text.indexOf(text.trimStart()), message, advice: `Rename it to end in .${kind.ending}.` };
  }
  const before = text.slice(Math.max(0, at - 200), at).trimEnd();
  switch (error === undefined ? 'ValueExpected' : printParseErrorCode(error.error)) {
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (!before.endsWith(',')) return { at, message: 'Something is missing here.', advice: quoted };
      return {
        at: text.lastIndexOf(',', at - 1),
        message: 'There is a comma with nothing after it.',
        advice: 'Take it out.',
      };
    case 'CommaExpected':
      return { at, message: 'A comma is missing before this.', advice: 'Put one at the end of what stands before it.' };
    case 'ColonExpected':
      return { at, message: 'A colon is missing before this.', advice: quoted };
    case 'InvalidSymbol':
      return symbolAt(at, before);
    case 'UnexpectedEndOfString':
      return {
        at,
        message: 'The text that begins here is not closed on its line.',
        advice: 'Write a " at its end, and \\n for a line break in it.',
      };
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return {
        at,
        message: 'The text that begins here holds a backslash that means nothing.',
        advice: 'Write \\\\ for a backslash.',
      };
    case 'InvalidCharacter':
      return {
        at,
        message: 'The text that begins here holds a tab or another control character.',
        advice: 'Write \\t for a tab, or a space.',
      };
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return { at, message: 'There is a comment here, and JSON has none.', advice: 'Take it out.' };
    case 'CloseBraceExpected':
      return { at, message: 'A “}” is missing here.', advice: 'Add it; if the file was cut off, send it anew.' };
    case 'CloseBracketExpected':
      return { at, message: 'A “]” is missing here.', advice: 'Add it; if the file was cut off, send it anew.' };
    case 'EndOfFileExpected':
      return {
        at,
        message: 'The JSON has ended before this.',
        advice: 'Take out what follows; each article is a file of its own.',
      };
    default:
      return {
        at,
        message: 'The file is not JSON from here on.',
        advice: 'Mend it there; a JSON editor shows the place.',
      };
  }
}

/** Something that is neither a name nor a text nor a number: most often, quotation marks are missing or too many. */
function symbolAt(at: number, before: string): Said {
  if (!before.endsWith('"')) return { at, message: 'This is neither a text nor a number.', advice: quoted };
  const advice = 'Write \\" for a quotation mark within a text, or typographic ones (“…”).';
  return { at, message: 'The text has ended before this.', advice };
}

/** What people take for JSON by its name. */
function kindAt(text: string): { name: string; ending: string } | undefined {
  const begin = text.trimStart().slice(0, 20).toLowerCase();
  if (begin.startsWith('---')) return { name: 'Markdown', ending: 'md' };
  if (/^<(!doctype )?html/.test(begin)) return { name: 'a web page', ending: 'html' };
  return begin.startsWith('<') ? { name: 'XML', ending: 'xml' } : undefined;
}
