import type { EditionCode } from '../../../shared/domain/newsroom.ts';
import { type ArticleKey, readArticleKey } from '../../../shared/domain/upload.ts';
import type { Entry } from '../manuscript.ts';
import { listOf, type Named, textOf, wordsOf } from './wire-fields.ts';
import {
  importanceOfUrgency,
  kindOfGenres,
  namesInByline,
  regionsIn,
  sectionOfNames,
  sectionOfTopics,
  statusOf,
} from './wire-terms.ts';
import { elementsAt, wordsIn, type XmlElement } from './xml-tree.ts';

/** Elements in a language of the edition first, then those that say none, each in the order of the file. */
export function preferring(edition: EditionCode, elements: readonly XmlElement[]): XmlElement[] {
  const rank = ({ attributes: { lang } }: XmlElement) => {
    if (lang === undefined) return 1;
    return lang.toLowerCase().split('-')[0] === edition ? 0 : 2;
  };
  return elements.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The fields of a news item, of those that it says. Left out as being for editors or machines: slugline, edNote, signal,
 * rightsInfo, versionCreated, dateline and located (agencies begin the text with them).
 */
export function newsMlFields(item: XmlElement, key: ArticleKey): Entry[] {
  const meta = new MetaReader(item, key);
  const headline = meta.headline();
  const source = meta.source();
  return [
    ...textOf('headline', headline),
    ...textOf('standfirst', meta.standfirst(headline)),
    ...listOf('byline', meta.byline(source)),
    ...textOf('source', source),
    ...meta.subjects(),
    ...meta.kindAndImportance(),
    ...meta.status(),
    ...meta.original(),
  ];
}

/** What stands in fields and may be repeated above the text. */
export function saidInMeta(item: XmlElement, { edition }: ArticleKey): string[] {
  const said = ['headline', 'description', 'by', 'dateline'].flatMap((name) => elementsAt(item, 'contentMeta', name));
  return preferring(edition, said).map((element) => wordsIn(element));
}

class MetaReader {
  readonly #item: XmlElement;
  readonly #key: ArticleKey;

  constructor(item: XmlElement, key: ArticleKey) {
    this.#item = item;
    this.#key = key;
  }

  /** Elements of contentMeta that say something, those in the edition's language first. */
  #content(name: string): XmlElement[] {
    const found = elementsAt(this.#item, 'contentMeta', name).filter((element) => wordsIn(element) !== '');
    return preferring(this.#key.edition, found);
  }

  #management(name: string): XmlElement[] {
    return elementsAt(this.#item, 'itemMeta', name);
  }

  /** A headline without a role, or with that of the main one; of several the first by rank. The title is for archives. */
  headline(): Named | undefined {
    const rank = ({ attributes }: XmlElement) => Number(attributes.rank ?? 1);
    const headlines = this.#content('headline').filter((each) => !/sub/.test(roleOf(each)));
    const main = headlines.filter((each) => /^$|main|title$|^headline$/.test(roleOf(each)));
    const best = main.find((each) => main.every((other) => rank(each) <= rank(other)));
    const [title] = preferring(this.#key.edition, this.#management('title'));
    return [best, main[0], headlines[0], title].flatMap((each) => (each === undefined ? [] : wordsOf(each)))[0];
  }

  standfirst(headline: Named | undefined): Named | undefined {
    const descriptions = this.#content('description');
    const withRole = (role: RegExp) => descriptions.filter((each) => role.test(roleOf(each)));
    const subtitles = this.#content('headline').filter((each) => /sub/.test(roleOf(each)));
    const best = [withRole(/^(summary|abstract|standfirst)$/), withRole(/^(teaser|lead)$/), withRole(/^$/), subtitles];
    return best
      .flat()
      .flatMap(wordsOf)
      .find(({ name }) => name !== headline?.name);
  }

  /** The byline as it is written, else the names of creators, else of contributors; accounts and houses are no people. */
  byline(source: Named | undefined): Named[] {
    const people = (named: readonly Named[]) =>
      named.filter(({ name }) => name.toLowerCase() !== source?.name.toLowerCase());
    const by = this.#content('by').slice(0, 1).flatMap(wordsOf);
    const written = by.flatMap(({ name, place }) => namesInByline(name).map((each) => ({ name: each, place })));
    const makers = ['creator', 'contributor'].map((role) => {
      const named = elementsAt(this.#item, 'contentMeta', role).flatMap((each) => this.#named(each) ?? []);
      return named.filter(({ name }) => name.includes(' '));
    });
    return [written, ...makers].map(people).find((each) => each.length > 0) ?? [];
  }

  /** An element's name in the edition's language, and where it stands. */
  #named(element: XmlElement): Named | undefined {
    return preferring(this.#key.edition, elementsAt(element, 'name')).flatMap(wordsOf)[0];
  }

  /** The source of the information, else the provider: by name, as it is written, or by IPTC's code for it (`nprov:AFP`). */
  source(): Named | undefined {
    const sources = [...elementsAt(this.#item, 'contentMeta', 'infoSource'), ...this.#management('provider')];
    const coded = sources.flatMap(({ attributes: { literal, qcode = '' }, place }) => {
      const code = qcode.startsWith('nprov:') ? qcode.slice('nprov:'.length) : '';
      return [{ name: literal ?? code, place }].filter(({ name }) => name !== '');
    });
    return [...sources.flatMap((each) => this.#named(each) ?? []), ...coded][0];
  }

  /** Subjects: the section by their topics, places as regions, all else as tags, and keywords too. */
  subjects(): Entry[] {
    const subjects = elementsAt(this.#item, 'contentMeta', 'subject');
    const abouts = subjects.filter((subject) => !isPlace(subject));
    const codes = subjects.flatMap((each) =>
      [each, ...elementsAt(each, 'broader'), ...elementsAt(each, 'sameAs')].flatMap(codesOf),
    );
    const everyName = (subject: XmlElement) => [
      ...elementsAt(subject, 'name'),
      ...elementsAt(subject, 'broader', 'name'),
    ];
    const namesOf = (some: readonly XmlElement[]) => some.flatMap(everyName).map((name) => wordsIn(name));
    const place = (subjects[0] ?? this.#item).place;
    // Some agencies name a desk by its code.
    const tags = abouts.flatMap((subject) => {
      const named = this.#named(subject);
      return named === undefined || codesOf(subject).some((code) => code.endsWith(`:${named.name}`)) ? [] : [named];
    });
    const section = sectionOfTopics(codes) ?? sectionOfNames(namesOf(abouts));
    return [
      ...textOf('section', section === undefined ? undefined : { name: section, place }),
      ...listOf('tags', [...tags, ...this.#content('keyword').flatMap(wordsOf)]),
      ...listOf(
        'regions',
        regionsIn(namesOf(subjects.filter(isPlace))).map((name) => ({ name, place })),
      ),
    ];
  }

  kindAndImportance(): Entry[] {
    const genres = elementsAt(this.#item, 'contentMeta', 'genre');
    const names = genres.flatMap((each) => [
      ...codesOf(each),
      ...elementsAt(each, 'name').map((name) => wordsIn(name)),
    ]);
    const kind = kindOfGenres(names);
    const urgency = this.#content('urgency').flatMap(wordsOf)[0];
    const importance = importanceOfUrgency(urgency?.name ?? '');
    const place = (genres[0] ?? this.#item).place;
    return [
      ...textOf('kind', kind === undefined ? undefined : { name: kind, place }),
      ...textOf(
        'importance',
        importance === undefined ? undefined : { name: importance, place: urgency?.place ?? place },
      ),
    ];
  }

  /** An embargo that is there and empty ends nobody knows when (2.x, DateTimeOrNull): the story is withheld. */
  status(): Entry[] {
    const [status] = this.#management('pubStatus');
    const [embargo] = this.#management('embargoed');
    const expires = this.#management('expires').flatMap(wordsOf)[0];
    const until = embargo === undefined ? undefined : wordsOf(embargo)[0];
    const said = statusOf(status?.attributes.qcode ?? status?.attributes.uri ?? '');
    const isEndless = embargo !== undefined && until === undefined && (said === 'usable' || said === '');
    const place = (isEndless ? embargo : status)?.place ?? this.#item.place;
    return [
      ...textOf('status', { name: isEndless ? 'withheld' : said, place }),
      ...textOf('embargoed-until', until),
      ...textOf('expires', expires),
    ];
  }

  /** The article that it was translated from, if that is plainly one of ours; agencies name their own. */
  original(): Entry[] {
    const link = this.#management('link').find(({ attributes }) =>
      /[:/]translatedFrom$/.test(attributes.rel ?? attributes.reluri ?? ''),
    );
    const reference = link?.attributes.residref ?? link?.attributes.href ?? '';
    const read = readArticleKey(reference.replace(/^(articles\/)?/, 'articles/'));
    const isOurs = 'id' in read ? read.edition !== this.#key.edition : false;
    return link === undefined || !isOurs ? [] : [...textOf('translation-of', { name: reference, place: link.place })];
  }
}

function isPlace({ attributes: { type = '' } }: XmlElement): boolean {
  return /:(geoArea|poi)$/.test(type);
}

/** What a role is called, without the vocabulary that it is of: `drol:summary` → summary. */
export function roleOf({ attributes: { role = '' } }: XmlElement): string {
  return role.slice(role.lastIndexOf(':') + 1).toLowerCase();
}

function codesOf({ attributes: { qcode, uri, literal } }: XmlElement): string[] {
  return [qcode, uri, literal].flatMap((code) => code ?? []);
}
