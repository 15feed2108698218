import type { Correction, Fields, Hero, Notice } from '../../shared/domain/article.ts';
import { correctionKinds, longest, statuses } from '../../shared/domain/article-fields.ts';
import { kinds } from '../../shared/domain/kind.ts';
import { newsroom } from '../../shared/domain/newsroom.ts';
import { inOrder, type Problem } from '../../shared/domain/problem.ts';
import { importances, nearest, oneOf, sections, shelfNamed, shelfNames } from '../../shared/domain/section.ts';
import { type ArticleKey, readArticleKey } from '../../shared/domain/upload.ts';
import { disguisedWord } from './clean-text.ts';
import { entryOf, FieldReader } from './field-reader.ts';
import { howToWriteHero } from './how-to-write.ts';
import { imageAddress } from './image-address.ts';
import type { Manuscript, Value } from './manuscript.ts';

export type FieldsChecked = { fields?: Fields; notice?: Notice; problems: Problem[] };

/**
 * Holds the fields of a manuscript against the newsroom's rules and reports all that is wrong at once. A file that only
 * says that its article is withheld or withdrawn needs nothing else.
 */
export function checkFields(manuscript: Manuscript, key: ArticleKey, now: Date): FieldsChecked {
  const { fields = [], origin } = manuscript;
  const check = new FieldReader(fields, key, origin === 'own');
  check.names();
  const notice = noticeOf(check);
  if (notice !== undefined) {
    // Whatever else is wrong with it matters to nobody now.
    return { notice, problems: check.problems.filter((problem) => problem.severity === 'warning') };
  }
  const headline = check.required('headline', longest.headline);
  const section = sectionOf(check);
  const optional = {
    standfirst: check.text('standfirst', longest.standfirst),
    source: check.text('source', longest.name),
    coverage: check.text('coverage', longest.name),
    slug: check.text('slug', longest.name),
    hero: heroOf(check),
    publishAt: check.time('publish-at'),
    embargoedUntil: check.time('embargoed-until'),
    expires: check.time('expires'),
    translationOf: originalOf(check),
    isSilent: silenceOf(check),
  };
  checkEnd(check, optional.expires, [optional.publishAt, optional.embargoedUntil], now);
  const rest = {
    byline: check.texts('byline'),
    kind: check.choice('kind', kinds) ?? 'news',
    importance: check.choice('importance', importances) ?? 'major',
    tags: check.texts('tags'),
    regions: regionsOf(check),
    corrections: correctionsOf(check, now),
  };
  for (const field of ['headline', 'source', 'byline'] as const) checkScripts(check, field);
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

/** A section of the newsroom's; a wire story without one gets a sensible place and a warning that says which. */
function sectionOf(read: FieldReader): string | undefined {
  const value = read.find('section');
  const items = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
  const texts = items.map((item) => read.textIn(item, 'section', longest.name) ?? '');
  const found = texts.flatMap((text) => shelfNamed('section', text)?.slug ?? [])[0];
  if (found !== undefined) return found;
  if (!read.isOwn) return assumedSection(read, value);
  if (value === undefined)
    return read.missing('section', `${read.howToWrite('section')} It is one of ${sections.join(', ')}.`);
  return read.noSuch(value, 'section', sections, texts.join(', '));
}

function assumedSection(read: FieldReader, value: Value | undefined): string {
  const folder = read.key.folders.map((name) => shelfNamed('section', name)?.slug).find(Boolean);
  const section = folder ?? newsroom.wire.section;
  const message = `The story names no section of ours; it goes to “${section}”.`;
  const advice = 'Upload it to a folder that is called as a section, or say its Media Topic.';
  read.problem('section-assumed', value ?? read.begin, message, advice, 'section', { severity: 'warning' });
  return section;
}

/** Slugs of the newsroom's regions. What is none is left out: with a warning, for a wire in silence. */
function regionsOf(read: FieldReader): string[] {
  const slugs = read.itemsOf('regions').flatMap((item) => {
    const text = read.textIn(item, 'regions', longest.name);
    const found = text === undefined ? undefined : shelfNamed('region', text);
    if (found === undefined && text !== undefined && read.isOwn) {
      const names = shelfNames('region', read.key.edition);
      const meant = nearest(names, text);
      const advice = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The regions are ${names.join(', ')}.`;
      const message = `There is no region “${text}”; it is left out.`;
      read.problem('region-unknown', item, message, advice, 'regions', { severity: 'warning' });
    }
    return found?.slug ?? [];
  });
  return [...new Set(slugs)];
}

/** An article that ends before it begins, or has ended already, would be announced and never be seen. */
function checkEnd(
  read: FieldReader,
  expires: string | undefined,
  begins: readonly (string | undefined)[],
  now: Date,
): void {
  const value = read.find('expires');
  if (expires === undefined || value === undefined) return;
  if (![...begins, now.toISOString()].some((begin) => begin !== undefined && begin >= expires)) return;
  const message = `expires ${expires} is over before anybody could read the article.`;
  read.problem('expires-early', value, message, 'Give a later time, or leave “expires” out.', 'expires');
}

function heroOf(read: FieldReader): Hero | undefined {
  const value = read.find('hero');
  if (value === undefined) return undefined;
  if (value.kind !== 'map') {
    const advice = howToWriteHero[read.key.format];
    return read.problem('field-type', value, 'hero must have fields of its own.', advice, 'hero');
  }
  const part = read.partsOf(value, 'hero', ['src', 'alt', 'caption', 'credit']);
  const src = part('src', longest.address);
  const written = entryOf(value, 'src')?.value ?? value;
  const image = src === undefined ? undefined : imageAddress(src);
  if (image === undefined) {
    const message =
      src === undefined
        ? 'The hero image has no address.'
        : 'hero.src is neither an https address nor a key under images/.';
    const advice = 'Give the image’s full https address, or upload it to images/… first and give that key.';
    return read.problem('hero-src', written, message, advice, 'hero.src');
  }
  if (entryOf(value, 'alt') === undefined) {
    const advice = 'Say in “alt” what it shows, or give an empty “alt” if it is decoration.';
    return read.problem('image-alt', value, 'The hero image has no alternative text.', advice, 'hero.alt');
  }
  const optional = { caption: part('caption', longest.caption), credit: part('credit', longest.name) };
  return { src: image, alt: part('alt', longest.caption) ?? '', ...defined(optional) };
}

/** That an article is withheld or withdrawn, and the reason that readers are given. */
function noticeOf(read: FieldReader): Notice | undefined {
  const status = read.choice('status', statuses) ?? 'usable';
  const reason = read.text('reason', longest.correction);
  const value = read.find('reason');
  if (status === 'usable') {
    if (value !== undefined) {
      const advice = 'Leave “reason” out, or write “status: withdrawn”.';
      const message = 'A reason is only told of an article that is withdrawn or withheld.';
      read.problem('status-reason', value, message, advice, 'reason', { severity: 'warning' });
    }
    return undefined;
  }
  return { status, ...(reason === undefined ? {} : { reason }) };
}

/** What was wrong in earlier versions, newest last. */
function correctionsOf(read: FieldReader, now: Date): Correction[] {
  return read
    .itemsOf('corrections')
    .flatMap((item): Correction[] => {
      if (item.kind !== 'map') {
        const advice = 'Write each as “- at: …”, “  kind: …”, “  text: …”.';
        return read.problem('field-type', item, 'A correction has at, kind and text.', advice, 'corrections') ?? [];
      }
      const part = read.partsOf(item, 'corrections', ['at', 'kind', 'text']);
      const text = part('text', longest.correction);
      const at = entryOf(item, 'at')?.value;
      const time = at === undefined ? now.toISOString() : read.timeIn(at, 'corrections.at');
      const kindText = part('kind', longest.name) ?? 'correction';
      const kind = oneOf(correctionKinds, kindText);
      if (kind === undefined) {
        read.noSuch(entryOf(item, 'kind')?.value ?? item, 'corrections.kind', correctionKinds, kindText);
      }
      if (text === undefined) {
        const advice = 'Say in “text” what was wrong and what is right.';
        read.problem('field-missing', item, 'A correction has no text.', advice, 'corrections.text');
      }
      if (at === undefined) {
        const advice = 'Say in “at” when it was made, for example 2026-11-24T18:30:00Z.';
        read.problem('field-missing', item, 'A correction has no time.', advice, 'corrections.at');
      }
      return text === undefined || time === undefined || kind === undefined ? [] : [{ at: time, kind, text }];
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The id of the article that this one was translated from, given as an id or as the key of its file. */
function originalOf(read: FieldReader): string | undefined {
  const text = read.text('translation-of', longest.address);
  const value = read.find('translation-of');
  if (text === undefined || value === undefined) return undefined;
  const asFile = /[./]/.test(text) ? readArticleKey(text.replace(/^(articles\/)?/, 'articles/')) : undefined;
  const id = asFile === undefined ? text.toLowerCase() : 'id' in asFile ? asFile.id : '';
  const edition = /^([a-z]{2})-[a-z0-9-]+$/.exec(id)?.[1];
  if (edition !== undefined && edition !== read.key.edition && edition in newsroom.editions) return id;
  const message = `“${text}” is not an article of another edition.`;
  const advice =
    'Give the original’s id, for example en-politics-summit, or its file, for example en/politics/summit.md.';
  return read.problem('translation-of', value, message, advice, 'translation-of');
}

/** Whether the article is not to be read aloud: `narration: {skip: true}`. */
function silenceOf(read: FieldReader): true | undefined {
  const value = read.find('narration');
  if (value === undefined) return undefined;
  if (value.kind !== 'map') {
    const advice = 'Write “narration: { skip: true }”, or leave it out.';
    return read.problem('field-type', value, 'narration must have fields of its own.', advice, 'narration');
  }
  const skip = read.partsOf(value, 'narration', ['skip'])('skip', longest.name) ?? 'false';
  if (skip === 'true') return true;
  const at = entryOf(value, 'skip')?.value ?? value;
  return skip === 'false' ? undefined : read.noSuch(at, 'narration.skip', ['true', 'false'], skip);
}

/** Names and headlines in which letters of one script pass for another's. */
function checkScripts(read: FieldReader, field: 'headline' | 'source' | 'byline'): void {
  const value = read.find(field);
  for (const item of value?.kind === 'list' ? value.items : value === undefined ? [] : [value]) {
    const word = item.kind === 'text' ? disguisedWord(item.text.normalize('NFC')) : undefined;
    if (word === undefined) continue;
    const message = `The word “${word}” in ${field} mixes letters of two scripts that look alike.`;
    read.problem('text-confusable', item, message, 'Type the word anew.', field, { words: word });
  }
}
