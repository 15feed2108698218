import type { Correction, Fields, Hero, Notice } from '../../shared/domain/article.ts';
import { correctionKinds, fieldNames, longest, statuses } from '../../shared/domain/article-fields.ts';
import { safeLink } from '../../shared/domain/blocks.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import {
  inOrder,
  type Place,
  type Problem,
  type ProblemCode,
  problemOf,
  shortened,
} from '../../shared/domain/problem.ts';
import { importances, kinds, nearest, oneOf, sections, shelfNamed, shelfNames } from '../../shared/domain/section.ts';
import { type ArticleKey, readArticleKey } from '../../shared/domain/upload.ts';
import { cleanText, disguisedWord, hidesSomething } from './clean-text.ts';
import { howToWrite, howToWriteHero, otherNames } from './how-to-write.ts';
import type { Entry, Manuscript, Value } from './manuscript.ts';

type Field = (typeof fieldNames)[number];

export type FieldsChecked = { fields?: Fields; notice?: Notice; problems: Problem[] };

/**
 * Holds the fields of a manuscript against the newsroom's rules and reports all that is wrong at once. A file that only
 * says that its article is withheld or withdrawn needs nothing else.
 */
export function checkFields(manuscript: Manuscript, key: ArticleKey, now: Date): FieldsChecked {
  const { fields = [], origin } = manuscript;
  const check = new FieldCheck(fields, key, origin === 'own');
  check.names();
  const notice = check.notice();
  if (notice !== undefined) {
    // Whatever else is wrong with it matters to nobody now.
    return { notice, problems: check.problems.filter((problem) => problem.severity === 'warning') };
  }
  const headline = check.required('headline', longest.headline);
  const section = check.section();
  const optional = {
    standfirst: check.text('standfirst', longest.standfirst),
    source: check.text('source', longest.name),
    coverage: check.text('coverage', longest.name),
    slug: check.text('slug', longest.name),
    hero: check.hero(),
    publishAt: check.time('publish-at'),
    embargoedUntil: check.time('embargoed-until'),
    expires: check.time('expires'),
    translationOf: check.translationOf(),
    isSilent: check.isSilent(),
  };
  check.end(optional.expires, [optional.publishAt, optional.embargoedUntil], now);
  const rest = {
    byline: check.texts('byline'),
    kind: check.choice('kind', kinds) ?? 'news',
    importance: check.choice('importance', importances) ?? 'major',
    tags: check.texts('tags'),
    regions: check.regions(),
    corrections: check.corrections(now),
  };
  for (const field of ['headline', 'source', 'byline'] as const) check.undisguised(field);
  const problems = inOrder(check.problems);
  if (headline === undefined || section === undefined) return { problems };
  return { fields: { headline, section, ...rest, ...defined(optional) }, problems };
}

/** An object without the members that are undefined. */
function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

const top: Place = { line: 1, column: 1 };

/** Unknown names that an editor is told of; each is compared with all that are known. */
const mostUnknown = 20;

/** One manuscript's fields by name, and the problems found so far. */
class FieldCheck {
  readonly problems: Problem[] = [];
  readonly #fields: Map<string, Entry>;
  readonly #key: ArticleKey;
  readonly #strict: boolean;
  /** Names that stand in place of fields that must be there. */
  readonly #misnamed = new Map<string, Entry>();
  /** Where what is missing would stand. */
  readonly #begin: Place;

  constructor(fields: readonly Entry[], key: ArticleKey, strict: boolean) {
    this.#fields = new Map(fields.map((entry) => [entry.name, entry]));
    this.#key = key;
    this.#strict = strict;
    this.#begin = fields[0]?.place ?? top;
  }

  #problem(code: ProblemCode, at: Value | Place, message: string, advice: string, field: string, more: object = {}) {
    const place = 'place' in at ? at.place : at;
    const words = 'kind' in at && at.kind === 'text' && at.text !== '' ? { words: at.text } : {};
    this.problems.push(problemOf(code, place, message, advice, { field, ...words, ...more }));
    return undefined;
  }

  names(): void {
    const unknown = [...this.#fields.values()].filter(({ name }) => fieldNames.every((known) => known !== name));
    for (const entry of unknown.slice(0, mostUnknown)) {
      const { name, place } = entry;
      const plain = cleanText(name).replace(/_/g, '-');
      const meant = oneOf(fieldNames, plain) ?? otherNames.get(plain.toLowerCase()) ?? nearest(fieldNames, plain);
      if (this.#strict && (meant === 'headline' || meant === 'section') && !this.#fields.has(meant)) {
        this.#misnamed.set(meant, entry);
        continue;
      }
      const advice = meant === undefined ? `The fields are ${fieldNames.join(', ')}.` : `Did you mean “${meant}”?`;
      this.#problem('field-unknown', place, `There is no field “${shortened(name)}”; it is left out.`, advice, name, {
        severity: 'warning',
        words: name,
      });
    }
  }

  /** The value of a field that is there and not empty. */
  #valueOf(field: Field): Value | undefined {
    const value = this.#fields.get(field)?.value;
    return value === undefined || (value.kind === 'text' && value.text.trim() === '') ? undefined : value;
  }

  #missing(field: Field, advice: string): undefined {
    const misnamed = this.#misnamed.get(field);
    if (misnamed !== undefined) {
      const { name: words, place } = misnamed;
      const message = `The article has no ${field}, but “${shortened(words)}”.`;
      const hidden = hidesSomething(words) ? '; type it anew, for it holds invisible characters' : '';
      return this.#problem('field-missing', place, message, `Call it “${field}”${hidden}.`, field, { words });
    }
    const place = this.#fields.get(field)?.place ?? this.#begin;
    return this.#problem('field-missing', place, `The article has no ${field}.`, advice, field);
  }

  #howToWrite(field: string): string {
    return howToWrite(field, this.#key.format, this.#strict ? 'own' : 'wire');
  }

  required(field: Field, length: number): string | undefined {
    const value = this.#valueOf(field);
    const text = value === undefined ? '' : this.#textIn(value, field, length);
    return text === '' ? this.#missing(field, this.#howToWrite(field)) : text;
  }

  /** A text of a field; undefined if there is none or it is faulty. */
  text(field: Field, length: number): string | undefined {
    const value = this.#valueOf(field);
    return (value === undefined ? undefined : this.#textIn(value, field, length)) || undefined;
  }

  #textIn(value: Value, field: string, length: number): string | undefined {
    if (value.kind !== 'text') {
      const advice = 'Write it as one text.';
      return this.#problem('field-type', value, `${field} must be a text.`, advice, field);
    }
    const text = cleanText(value.text).replace(/\s+/g, ' ').trim();
    if (hidesSomething(value.text)) {
      const message = `${field} holds invisible characters; they are taken out.`;
      const advice = 'Type the words anew if they came from elsewhere.';
      this.#problem('text-invisible', value, message, advice, field, { severity: 'warning' });
    }
    const count = [...text].length;
    if (count > length) {
      const message = `${field} is ${count} characters long; the limit is ${length}.`;
      return this.#problem('field-length', value, message, 'Shorten it.', field);
    }
    return text;
  }

  /** A list of texts, or one text. */
  texts(field: 'byline' | 'tags'): string[] {
    return this.#itemsOf(field).flatMap((item) => this.#textIn(item, field, longest.name) || []);
  }

  #itemsOf(field: 'byline' | 'tags' | 'regions' | 'corrections'): Value[] {
    const value = this.#valueOf(field);
    if (value === undefined) return [];
    const items = value.kind === 'list' ? value.items : [value];
    const most = longest[field];
    if (items.length <= most) return items;
    const message = `${field} lists ${items.length}; the limit is ${most}.`;
    if (this.#strict) this.#problem('field-length', value, message, 'Keep the most important ones.', field);
    else {
      const advice = `The first ${most} are kept.`;
      this.#problem('field-length', value, message, advice, field, { severity: 'warning' });
    }
    return items.slice(0, most);
  }

  choice<T extends string>(field: Field, list: readonly T[]): T | undefined {
    const value = this.#valueOf(field);
    const text = value === undefined ? undefined : this.#textIn(value, field, longest.name);
    if (value === undefined || text === undefined) return undefined;
    return oneOf(list, text) ?? this.#noSuch(value, field, list, text);
  }

  #noSuch(value: Value, field: string, list: readonly string[], text: string): undefined {
    const meant = nearest(list, text);
    const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}It is one of ${list.join(', ')}.`;
    return this.#problem('field-choice', value, `There is no ${field} “${text}”.`, advice, field);
  }

  /** A section of the newsroom's; a wire story without one gets a sensible place and a warning that says which. */
  section(): string | undefined {
    const value = this.#valueOf('section');
    const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
    const texts = items.map((item) => this.#textIn(item, 'section', longest.name) ?? '');
    const found = texts.flatMap((text) => shelfNamed('section', text)?.slug ?? [])[0];
    if (found !== undefined) return found;
    if (!this.#strict) return this.#assumedSection(value);
    if (value === undefined)
      return this.#missing('section', `${this.#howToWrite('section')} It is one of ${sections.join(', ')}.`);
    return this.#noSuch(value, 'section', sections, texts.join(', '));
  }

  #assumedSection(value: Value | undefined): string {
    const folder = this.#key.folders.map((name) => shelfNamed('section', name)?.slug).find(Boolean);
    const section = folder ?? newsroom.wire.section;
    const message = `The story names no section of ours; it goes to “${section}”.`;
    const advice = 'Upload it to a folder that is called as a section, or say its Media Topic.';
    this.#problem('section-assumed', value ?? this.#begin, message, advice, 'section', { severity: 'warning' });
    return section;
  }

  /** Slugs of the newsroom's regions. What is none is left out: with a warning, for a wire in silence. */
  regions(): string[] {
    const slugs = this.#itemsOf('regions').flatMap((item) => {
      const text = this.#textIn(item, 'regions', longest.name);
      const found = text === undefined ? undefined : shelfNamed('region', text);
      if (found === undefined && text !== undefined && this.#strict) {
        const names = shelfNames('region', this.#key.edition);
        const meant = nearest(names, text);
        const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The regions are ${names.join(', ')}.`;
        const message = `There is no region “${text}”; it is left out.`;
        this.#problem('region-unknown', item, message, advice, 'regions', { severity: 'warning' });
      }
      return found?.slug ?? [];
    });
    return [...new Set(slugs)];
  }

  /** A time with its zone, as UTC. */
  time(field: Field): string | undefined {
    const value = this.#valueOf(field);
    return value === undefined ? undefined : this.#timeIn(value, field);
  }

  #timeIn(value: Value, field: string): string | undefined {
    const text = this.#textIn(value, field, longest.name);
    if (text === undefined) return undefined;
    const shape = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
    const [, day = ''] = shape.exec(text) ?? [];
    // Date.parse takes 30 February for 2 March.
    const exists = day !== '' && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
    const at = exists ? Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    const advice = 'Write date, time and zone, for example 2026-11-24T18:30:00Z or 2026-11-24T19:30+01:00.';
    return this.#problem('field-time', value, `${field} “${text}” is not a time with a zone.`, advice, field);
  }

  /** An article that ends before it begins, or has ended already, would be announced and never be seen. */
  end(expires: string | undefined, begins: readonly (string | undefined)[], now: Date): void {
    const value = this.#valueOf('expires');
    if (expires === undefined || value === undefined) return;
    if (![...begins, now.toISOString()].some((begin) => begin !== undefined && begin >= expires)) return;
    const message = `expires ${expires} is over before anybody could read the article.`;
    this.#problem('expires-early', value, message, 'Give a later time, or leave “expires” out.', 'expires');
  }

  hero(): Hero | undefined {
    const value = this.#valueOf('hero');
    if (value === undefined) return undefined;
    if (value.kind !== 'map') {
      const advice = howToWriteHero[this.#key.format];
      return this.#problem('field-type', value, 'hero must have fields of its own.', advice, 'hero');
    }
    const part = this.#partsOf(value, 'hero', ['src', 'alt', 'caption', 'credit']);
    const src = part('src', longest.address);
    const written = entryOf(value, 'src')?.value ?? value;
    const image = src === undefined ? undefined : imageAddress(src);
    if (image === undefined) {
      const message =
        src === undefined
          ? 'The hero image has no address.'
          : 'hero.src is neither an https address nor a key under images/.';
      const advice = 'Give the image’s full https address, or upload it to images/… first and give that key.';
      return this.#problem('hero-src', written, message, advice, 'hero.src');
    }
    if (entryOf(value, 'alt') === undefined) {
      const advice = 'Say in “alt” what it shows, or give an empty “alt” if it is decoration.';
      return this.#problem('image-alt', value, 'The hero image has no alternative text.', advice, 'hero.alt');
    }
    const optional = { caption: part('caption', longest.caption), credit: part('credit', longest.name) };
    return { src: image, alt: part('alt', longest.caption) ?? '', ...defined(optional) };
  }

  /** Reads the texts of a group of fields, and warns of a name that is none of it. */
  #partsOf(group: Value & { kind: 'map' }, field: string, known: readonly string[]) {
    for (const { name, place } of group.entries) {
      if (known.includes(name)) continue;
      const meant = nearest(known, name);
      const advice = meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean “${meant}”?`;
      const message = `${field} has no field “${name}”; it is left out.`;
      this.#problem('field-unknown', place, message, advice, `${field}.${name}`, { severity: 'warning', words: name });
    }
    return (name: string, length: number): string | undefined => {
      const value = entryOf(group, name)?.value;
      return value === undefined ? undefined : this.#textIn(value, `${field}.${name}`, length) || undefined;
    };
  }

  /** That an article is withheld or withdrawn, and the reason that readers are given. */
  notice(): Notice | undefined {
    const status = this.choice('status', statuses) ?? 'usable';
    const reason = this.text('reason', longest.correction);
    const value = this.#valueOf('reason');
    if (status === 'usable') {
      if (value !== undefined) {
        const advice = 'Leave “reason” out, or write “status: withdrawn”.';
        const message = 'A reason is only told of an article that is withdrawn or withheld.';
        this.#problem('status-reason', value, message, advice, 'reason', { severity: 'warning' });
      }
      return undefined;
    }
    return { status, ...(reason === undefined ? {} : { reason }) };
  }

  /** What was wrong in earlier versions, newest last. */
  corrections(now: Date): Correction[] {
    return this.#itemsOf('corrections')
      .flatMap((item): Correction[] => {
        if (item.kind !== 'map') {
          const advice = 'Write each as “- at: …”, “  kind: …”, “  text: …”.';
          return this.#problem('field-type', item, 'A correction has at, kind and text.', advice, 'corrections') ?? [];
        }
        const part = this.#partsOf(item, 'corrections', ['at', 'kind', 'text']);
        const text = part('text', longest.correction);
        const at = entryOf(item, 'at')?.value;
        const time = at === undefined ? now.toISOString() : this.#timeIn(at, 'corrections.at');
        const kindText = part('kind', longest.name) ?? 'correction';
        const kind = oneOf(correctionKinds, kindText);
        if (kind === undefined) {
          this.#noSuch(entryOf(item, 'kind')?.value ?? item, 'corrections.kind', correctionKinds, kindText);
        }
        if (text === undefined) {
          const advice = 'Say in “text” what was wrong and what is right.';
          this.#problem('field-missing', item, 'A correction has no text.', advice, 'corrections.text');
        }
        if (at === undefined) {
          const advice = 'Say in “at” when it was made, for example 2026-11-24T18:30:00Z.';
          this.#problem('field-missing', item, 'A correction has no time.', advice, 'corrections.at');
        }
        return text === undefined || time === undefined || kind === undefined ? [] : [{ at: time, kind, text }];
      })
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  }

  /** The id of the article that this one was translated from, given as an id or as the key of its file. */
  translationOf(): string | undefined {
    const text = this.text('translation-of', longest.address);
    const value = this.#valueOf('translation-of');
    if (text === undefined || value === undefined) return undefined;
    const read = /[./]/.test(text) ? readArticleKey(text.replace(/^(articles\/)?/, 'articles/')) : undefined;
    const id = read === undefined ? text.toLowerCase() : 'id' in read ? read.id : '';
    const edition = /^([a-z]{2})-[a-z0-9-]+$/.exec(id)?.[1];
    if (edition !== undefined && edition !== this.#key.edition && edition in newsroom.editions) return id;
    const message = `“${text}” is not an article of another edition.`;
    const advice =
      'Give the original’s id, for example en-politics-summit, or its file, for example en/politics/summit.md.';
    return this.#problem('translation-of', value, message, advice, 'translation-of');
  }

  /** Whether the article is not to be read aloud: `narration: {skip: true}`. */
  isSilent(): true | undefined {
    const value = this.#valueOf('narration');
    if (value === undefined) return undefined;
    if (value.kind !== 'map') {
      const advice = 'Write “narration: { skip: true }”, or leave it out.';
      return this.#problem('field-type', value, 'narration must have fields of its own.', advice, 'narration');
    }
    const skip = this.#partsOf(value, 'narration', ['skip'])('skip', longest.name) ?? 'false';
    if (skip === 'true') return true;
    const at = entryOf(value, 'skip')?.value ?? value;
    return skip === 'false' ? undefined : this.#noSuch(at, 'narration.skip', ['true', 'false'], skip);
  }

  /** Names and headlines in which letters of one script pass for another's. */
  undisguised(field: 'headline' | 'source' | 'byline'): void {
    const value = this.#valueOf(field);
    for (const item of value?.kind === 'list' ? value.items : value === undefined ? [] : [value]) {
      const word = item.kind === 'text' ? disguisedWord(item.text.normalize('NFC')) : undefined;
      if (word === undefined) continue;
      const message = `The word “${word}” in ${field} mixes letters of two scripts that look alike.`;
      this.#problem('text-confusable', item, message, 'Type the word anew.', field, { words: word });
    }
  }
}

function entryOf(group: Value & { kind: 'map' }, name: string): Entry | undefined {
  return group.entries.find((entry) => entry.name === name);
}

/** An https address, or a key under `images/` of the uploads bucket, as it will be stored; undefined for anything else. */
export function imageAddress(src: string): string | undefined {
  if (/^images\/[^\p{Cc}]+$/u.test(src)) return src.split('/').includes('..') ? undefined : src;
  const link = safeLink(src);
  return link?.startsWith('https://') ? link : undefined;
}
