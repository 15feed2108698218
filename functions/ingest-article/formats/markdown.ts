import { problemOf } from '../../../shared/domain/problem.ts';
import { type Manuscript, unreadable } from '../manuscript.ts';
import { readMarkdown } from './markdown-body.ts';
import { readYaml } from './yaml.ts';

const largestFrontMatter = 64 * 1024;

/** Markdown with YAML front matter between two lines of `---`. */
export function readMarkdownFile(text: string): Manuscript {
  const lines = text.split(/\r\n?|\n/);
  const top = { line: 1, column: 1 };
  if (lines[0]?.trimEnd() !== '---') {
    const isLate = text.trimStart().startsWith('---');
    const advice = isLate
      ? 'Take out the empty lines before ---.'
      : 'Begin it with a line ---, then the fields, then another line ---.';
    const message = text.trim() === '' ? 'The file is empty.' : 'The file does not begin with front matter.';
    return unreadable(problemOf('front-matter-missing', top, message, advice));
  }
  const end = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line));
  if (end < 0) {
    const advice = 'Add a line --- between the fields and the text.';
    return unreadable(problemOf('front-matter-open', top, 'The front matter does not end.', advice));
  }
  const front = lines.slice(1, end).join('\n');
  if (front.length > largestFrontMatter) {
    const advice = 'Move the text below the second ---.';
    const message = 'The front matter is longer than 64 KB.';
    return unreadable(problemOf('front-matter-size', { line: 2, column: 1 }, message, advice));
  }
  const { fields, problems } = readYaml(front, 2);
  const body = readMarkdown(lines.slice(end + 1).join('\n'), (line, column) => ({ line: line + end + 1, column }));
  return { origin: 'own', fields, blocks: body.blocks, problems: [...problems, ...body.problems] };
}
