import { longest } from '../../../shared/domain/article-fields.ts';
import { type Block, joinRuns, type Run, safeLink, textOfRuns } from '../../../shared/domain/blocks.ts';
import { languageTag } from '../../../shared/domain/foreign.ts';
import type { Place, Problem } from '../../../shared/domain/problem.ts';
import { nearest } from '../../../shared/domain/section.ts';
import { embedOf } from '../embeds.ts';
import { imageAddress } from '../image-address.ts';
import type { Value } from '../manuscript.ts';
import { largestTable } from './blocks-limits.ts';
import { MemberReader, type Members } from './member-reader.ts';

/** What each block may have; what is made anew (an embed's provider) may be there too, for the API gives it. */
const membersOf: Record<Block['type'], readonly string[]> = {
  paragraph: ['type', 'runs'],
  subhead: ['type', 'level', 'runs'],
  quote: ['type', 'paragraphs'],
  list: ['type', 'ordered', 'items'],
  image: ['type', 'src', 'alt', 'caption', 'credit', 'width', 'height', 'mediaType'],
  embed: ['type', 'href', 'title', 'provider', 'medium'],
  'read-more': ['type', 'runs'],
  code: ['type', 'text', 'language'],
  table: ['type', 'head', 'rows'],
  footnotes: ['type', 'notes'],
};
const runMembers = ['text', 'strong', 'em', 'code', 'struck', 'href', 'lang', 'note'];
const styles = ['strong', 'em', 'code', 'struck'] as const;

/**
 * A body given as blocks, as `body.blocks` of our API has them (shared/domain/blocks.ts): every member is checked, and
 * what the API answered goes in unchanged.
 */
export function readBlocks(list: Value & { kind: 'list' }): { blocks: Block[]; problems: Problem[] } {
  const reader = new BlocksReader();
  for (const item of list.items) reader.read(item);
  reader.checkNotes();
  return { blocks: reader.blocks, problems: reader.problems };
}

class BlocksReader {
  readonly blocks: Block[] = [];
  readonly #read = new MemberReader();
  readonly #references: { note: number; place: Place }[] = [];
  #count = 0;

  get problems(): Problem[] {
    return this.#read.problems;
  }

  read(item: Value): void {
    this.#count++;
    this.#read.within = `Block ${this.#count}`;
    const members = this.#read.members(item, 'an object, such as {"type": "paragraph", "runs": [{"text": "…"}]}');
    if (members === undefined) return;
    const type = this.#typeOf(item, members);
    if (type === undefined) return;
    this.#read.within = `Block ${this.#count} (${type})`;
    this.#read.known(members, [...membersOf[type], 'silent'], type);
    const block = this.#block(type, item, members);
    const isSilent = this.#read.flag(members, 'silent');
    if (block !== undefined) this.blocks.push(isSilent ? { ...block, silent: true } : block);
  }

  /** A note that leads nowhere is worse than none. */
  checkNotes(): void {
    const lists = this.blocks.filter((block) => block.type === 'footnotes');
    const notes = lists[0]?.notes.length ?? 0;
    const [lost] = this.#references.filter(({ note }) => note > notes);
    if (lost !== undefined) {
      const message = `The text refers to footnote ${lost.note}, and there are ${notes}.`;
      const advice = 'Add it to the block “footnotes”, or take the reference out.';
      this.#read.problem('field-choice', lost.place, message, advice, String(lost.note));
    }
  }

  #typeOf(item: Value, members: Members): Block['type'] | undefined {
    const types = Object.keys(membersOf) as Block['type'][];
    const value = members.get('type');
    const text = value === undefined ? undefined : this.#read.text(value, 'type', longest.name);
    const found = types.find((type) => type === text);
    if (found !== undefined) return found;
    if (value !== undefined && text === undefined) return undefined;
    const meant = text === undefined ? undefined : nearest(types, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}It is one of ${types.join(', ')}.`;
    if (text === undefined)
      return this.#read.problem('field-missing', item.place, `${this.#read.within} has no type.`, advice);
    const message = `${this.#read.within} is of an unknown type “${text}”.`;
    return this.#read.problem('field-choice', value?.place ?? item.place, message, advice, text);
  }

  #block(type: Block['type'], item: Value, members: Members): Block | undefined {
    switch (type) {
      case 'paragraph':
      case 'read-more':
        return withWords(this.#runsOf(item, members), (runs) => ({ type, runs }));
      case 'subhead': {
        const level = this.#read.oneOf(item, members, 'level', ['2', '3']);
        const runs = this.#runsOf(item, members);
        return level === undefined ? undefined : withWords(runs, () => ({ type, level: level === '2' ? 2 : 3, runs }));
      }
      case 'quote':
        return withSome(this.#passages(item, members, 'paragraphs'), (paragraphs) => ({ type, paragraphs }));
      case 'list': {
        const ordered = this.#read.flag(members, 'ordered');
        return withSome(this.#passages(item, members, 'items'), (items) => ({ type, ordered, items }));
      }
      case 'image':
        return this.#image(item, members);
      case 'embed':
        return this.#embed(item, members);
      case 'code': {
        const text = this.#read.required(item, members, 'text', Number.POSITIVE_INFINITY);
        const language = this.#read.optional(members, 'language', longest.name);
        return text === undefined ? undefined : { type, text, ...(language === undefined ? {} : { language }) };
      }
      case 'table':
        return this.#table(item, members);
      case 'footnotes':
        return this.#footnotes(item, members);
    }
  }

  #image(item: Value, members: Members): Block | undefined {
    const { within } = this.#read;
    const written = this.#read.required(item, members, 'src', longest.address);
    const src = written === undefined ? undefined : imageAddress(written);
    const place = members.get('src')?.place ?? item.place;
    if (written !== undefined && src === undefined) {
      const advice = 'Give the image’s full https address, or upload it to images/… first and give that key.';
      this.#read.problem(
        'image-src',
        place,
        `${within}: src is neither an https address nor a key under images/.`,
        advice,
        written,
      );
    }
    const given = members.get('alt');
    const alt = given === undefined ? undefined : this.#read.text(given, 'alt', longest.caption)?.trim();
    if (given === undefined) {
      const advice = 'Describe it in "alt", or mark it as decorative with "alt": "".';
      this.#read.problem('image-alt', item.place, `${within} has no alternative text.`, advice);
    }
    const mediaType = this.#read.optional(members, 'mediaType', longest.name);
    const optional = {
      caption: this.#read.optional(members, 'caption', longest.caption),
      credit: this.#read.optional(members, 'credit', longest.name),
      width: this.#read.pixels(members, 'width'),
      height: this.#read.pixels(members, 'height'),
      mediaType: mediaType?.startsWith('image/') ? mediaType : undefined,
    };
    if (src === undefined || alt === undefined) return undefined;
    return { type: 'image', src, alt, ...defined(optional) };
  }

  #embed(item: Value, members: Members): Block | undefined {
    const href = this.#read.required(item, members, 'href', longest.address);
    const title = this.#read.optional(members, 'title', longest.caption);
    const embed = href === undefined ? undefined : embedOf(href, title);
    if (href !== undefined && embed === undefined) {
      const message = `${this.#read.within} leads to nobody whose videos, sounds or posts we show.`;
      const advice = 'Give the https address of the video, sound or post itself, or a paragraph with a link.';
      this.#read.problem('embed-unknown', members.get('href')?.place ?? item.place, message, advice, href);
    }
    return embed;
  }

  #table(item: Value, members: Members): Block | undefined {
    const rowValues = this.#read.list(item, members, 'rows');
    const headValue = members.get('head');
    const widest = [headValue, ...(rowValues ?? [])].reduce(
      (most, row) => Math.max(most, row?.kind === 'list' ? row.items.length : 0),
      0,
    );
    if (rowValues === undefined) return undefined;
    if (rowValues.length > largestTable.rows || widest > largestTable.columns) {
      const { rows, columns } = largestTable;
      const message = `${this.#read.within} has ${rowValues.length} rows of ${widest} columns; the limit is ${rows} of ${columns}.`;
      const advice = 'Show the part that the story needs, and link to the rest.';
      return this.#read.problem('table-size', item.place, message, advice);
    }
    const head = headValue === undefined ? [] : this.#cells(headValue, 'head');
    const rows = rowValues.map((row) => this.#cells(row, 'rows'));
    return widest === 0 ? undefined : { type: 'table', head, rows };
  }

  #footnotes(item: Value, members: Members): Block | undefined {
    if (this.blocks.some((block) => block.type === 'footnotes')) {
      const message = `${this.#read.within} is not the first one of footnotes.`;
      return this.#read.problem('field-choice', item.place, message, 'Put all notes into one block at the end.');
    }
    const notes = this.#read.list(item, members, 'notes');
    // An empty note keeps its number.
    return notes === undefined
      ? undefined
      : { type: 'footnotes', notes: notes.map((note) => this.#runs(note, 'notes')) };
  }

  #passages(item: Value, members: Members, name: string): Run[][] {
    const passages = this.#read.list(item, members, name) ?? [];
    return passages.map((passage) => this.#runs(passage, name)).filter(hasWords);
  }

  #cells(row: Value, name: string): Run[][] {
    const cells = this.#read.items(row, name, 'a list of cells, each a list of runs');
    return (cells ?? []).map((cell) => this.#runs(cell, name));
  }

  #runsOf(item: Value, members: Members): Run[] {
    const value = members.get('runs');
    if (value !== undefined) return this.#runs(value, 'runs');
    const advice = 'Write "runs": [{"text": "…"}].';
    this.#read.problem('field-missing', item.place, `${this.#read.within} has no runs.`, advice);
    return [];
  }

  #runs(value: Value, name: string): Run[] {
    const items = this.#read.items(value, name, 'a list of runs, such as [{"text": "…"}]') ?? [];
    return joinRuns(items.flatMap((item) => this.#run(item)));
  }

  #run(item: Value): Run | [] {
    const members = this.#read.members(item, 'a run, such as {"text": "…"}');
    if (members === undefined) return [];
    this.#read.known(members, runMembers, 'run');
    const note = this.#read.count(members, 'note');
    if (note !== undefined) {
      this.#references.push({ note, place: item.place });
      return { text: '', note };
    }
    // What is wrong with a note is told already.
    if (members.has('note') && !members.has('text')) return [];
    const text = this.#read.required(item, members, 'text', Number.POSITIVE_INFINITY) ?? '';
    const run: Run = { text };
    for (const style of styles) if (this.#read.flag(members, style)) run[style] = true;
    const href = this.#href(members);
    const lang = this.#lang(members);
    const more = { ...(href === undefined ? {} : { href }), ...(lang === undefined ? {} : { lang }) };
    return text === '' ? [] : { ...run, ...more };
  }

  #lang(members: Members): string | undefined {
    const written = this.#read.optional(members, 'lang', longest.name);
    const lang = written === undefined ? undefined : languageTag(written);
    if (written !== undefined && lang === undefined) {
      const message = `“${written.slice(0, 80)}” is no language tag; the words are kept without it.`;
      this.#read.warn(
        'field-choice',
        members.get('lang'),
        message,
        'Write the language’s code, such as "fr" or "pt-BR".',
        written,
      );
    }
    return lang;
  }

  #href(members: Members): string | undefined {
    const address = this.#read.optional(members, 'href', longest.address);
    const link = address === undefined ? undefined : safeLink(address);
    if (address !== undefined && link === undefined) {
      const message = `The link “${address.slice(0, 80)}” is not kept; its words are.`;
      const advice = 'Links lead to http, https or mailto addresses, or to a path of this site that begins with “/”.';
      this.#read.warn('link-unsafe', members.get('href'), message, advice, address);
    }
    return link;
  }
}

function hasWords(runs: readonly Run[]): boolean {
  return textOfRuns(runs).trim() !== '' || runs.some(({ note }) => note !== undefined);
}

function withWords(runs: Run[], make: (runs: Run[]) => Block): Block | undefined {
  return hasWords(runs) ? make(runs) : undefined;
}

function withSome(passages: Run[][], make: (passages: Run[][]) => Block): Block | undefined {
  return passages.length > 0 ? make(passages) : undefined;
}

/** An object without the members that are undefined. */
function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
