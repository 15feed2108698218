import type { EditionCode } from '../../../shared/domain/newsroom.ts';
import { type ArticleKey, readArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, listField, textField, textValue } from '../manuscript.ts';
import {
  importanceOfUrgency,
  kindOfGenres,
  namesInByline,
  regionsIn,
  sectionOfNames,
  sectionOfTopics,
  statusOf,
} from './wire-terms.ts';
import { elementsAt, wordsIn, wordsPlace, type XmlElement } from './xml-tree.ts';

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
  return [
    ...meta.text('headline', meta.headline()),
    ...meta.text('standfirst', meta.standfirst()),
    ...meta.byline(),
    ...meta.source(),
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

  text(name: string, element: XmlElement | undefined): Entry[] {
    return element === undefined ? [] : [textField(name, wordsIn(element), wordsPlace(element))];
  }

  /** A headline without a role, or with that of the main one; of several the first by rank. */
  headline(): XmlElement | undefined {
    const rank = ({ attributes }: XmlElement) => Number(attributes.rank ?? 1);
    const main = this.#content('headline').filter(
      (each) => roleOf(each) === '' || /main|title$|^headline$/.test(roleOf(each)),
    );
    const best = main.find((each) => main.every((other) => rank(each) <= rank(other)));
    return best ?? main[0] ?? this.#content('headline').find((each) => !/sub/.test(roleOf(each)));
  }

  standfirst(): XmlElement | undefined {
    const descriptions = this.#content('description');
    const withRole = (role: RegExp) => descriptions.find((each) => role.test(roleOf(each)));
    const subtitle = this.#content('headline').find((each) => /sub/.test(roleOf(each)));
    return withRole(/^(summary|abstract|standfirst)$/) ?? withRole(/^(teaser|lead)$/) ?? withRole(/^$/) ?? subtitle;
  }

  /** The byline as it is written, else the names of creators, else of contributors; accounts and houses are no people. */
  byline(): Entry[] {
    const by = this.#content('by');
    const written = by.slice(0, 1).flatMap((each) => namesInByline(wordsIn(each)));
    const source = this.#sourceName()?.name;
    const people = ['creator', 'contributor']
      .map((role) => elementsAt(this.#item, 'contentMeta', role).flatMap((each) => this.#named(each) ?? []))
      .map((named) => named.filter(({ name }) => name.includes(' ') && name !== source))
      .find((named) => named.length > 0);
    const [first] = by;
    if (written.length > 0 && first !== undefined) {
      const place = wordsPlace(first);
      return [
        listField(
          'byline',
          written.map((name) => textValue(name, place)),
          place,
        ),
      ];
    }
    const [person] = people ?? [];
    if (person === undefined || people === undefined) return [];
    return [
      listField(
        'byline',
        people.map(({ name, place }) => textValue(name, place)),
        person.place,
      ),
    ];
  }

  /** An element's name in the edition's language, and where it stands. */
  #named(element: XmlElement): { name: string; place: XmlElement['place'] } | undefined {
    const [name] = preferring(this.#key.edition, elementsAt(element, 'name')).filter((each) => wordsIn(each) !== '');
    return name === undefined ? undefined : { name: wordsIn(name), place: wordsPlace(name) };
  }

  /** The source of the information, else the provider: by name, or by IPTC's code for it (`nprov:AFP`). */
  #sourceName(): { name: string; place: XmlElement['place'] } | undefined {
    const sources = [...elementsAt(this.#item, 'contentMeta', 'infoSource'), ...this.#management('provider')];
    const named = sources.map((each) => this.#named(each)).find((each) => each !== undefined);
    if (named !== undefined) return named;
    const coded = sources.find(({ attributes }) => /^nprov:.+/.test(attributes.qcode ?? ''));
    return coded === undefined
      ? undefined
      : { name: (coded.attributes.qcode ?? '').slice('nprov:'.length), place: coded.place };
  }

  source(): Entry[] {
    const source = this.#sourceName();
    return source === undefined ? [] : [textField('source', source.name, source.place)];
  }

  /** Subjects: the section by their topics, places as regions, all else as tags, and keywords too. */
  subjects(): Entry[] {
    const subjects = elementsAt(this.#item, 'contentMeta', 'subject');
    const codes = subjects.flatMap((each) =>
      [each, ...elementsAt(each, 'broader'), ...elementsAt(each, 'sameAs')].flatMap(codesOf),
    );
    const isPlace = (subject: XmlElement) => (subject.attributes.type ?? '').endsWith(':geoArea');
    const abouts = subjects.filter((subject) => !isPlace(subject));
    const named = abouts.flatMap((subject) => this.#named(subject) ?? []);
    const keywords = this.#content('keyword').map((each) => ({ name: wordsIn(each), place: wordsPlace(each) }));
    const tags = new Map(
      [...named, ...keywords].filter(({ name }) => name.length <= 120).map((tag) => [tag.name, tag]),
    );
    const everyName = (subject: XmlElement) => [
      ...elementsAt(subject, 'name'),
      ...elementsAt(subject, 'broader', 'name'),
    ];
    const section = sectionOfTopics(codes) ?? sectionOfNames(abouts.flatMap(everyName).map((name) => wordsIn(name)));
    const regions = regionsIn(
      subjects
        .filter(isPlace)
        .flatMap(everyName)
        .map((name) => wordsIn(name)),
    );
    const place = subjects[0]?.place ?? this.#item.place;
    return [
      ...(section === undefined ? [] : [textField('section', section, place)]),
      ...(tags.size === 0
        ? []
        : [
            listField(
              'tags',
              [...tags.values()].map((tag) => textValue(tag.name, tag.place)),
              place,
            ),
          ]),
      ...(regions.length === 0
        ? []
        : [
            listField(
              'regions',
              regions.map((slug) => textValue(slug, place)),
              place,
            ),
          ]),
    ];
  }

  kindAndImportance(): Entry[] {
    const genres = elementsAt(this.#item, 'contentMeta', 'genre');
    const names = genres.flatMap((genre) => [
      ...codesOf(genre),
      ...elementsAt(genre, 'name').map((name) => wordsIn(name)),
    ]);
    const kind = kindOfGenres(names);
    const urgency = this.#content('urgency')[0];
    const importance = urgency === undefined ? undefined : importanceOfUrgency(wordsIn(urgency));
    return [
      ...(kind === undefined ? [] : [textField('kind', kind, (genres[0] ?? this.#item).place)]),
      ...(importance === undefined ? [] : [textField('importance', importance, (urgency ?? this.#item).place)]),
    ];
  }

  /** An embargo that is there and empty ends nobody knows when (2.x, DateTimeOrNull): the story is withheld. */
  status(): Entry[] {
    const status = this.#management('pubStatus')[0];
    const embargo = this.#management('embargoed')[0];
    const expires = this.#management('expires').find((each) => wordsIn(each) !== '');
    const isEndless = embargo !== undefined && wordsIn(embargo) === '';
    const said = statusOf(status?.attributes.qcode ?? status?.attributes.uri ?? '');
    const place = (isEndless ? embargo : status)?.place ?? this.#item.place;
    const written = isEndless && (said === 'usable' || said === '') ? 'withheld' : said;
    return [
      ...(written === '' ? [] : [textField('status', written, place)]),
      ...(isEndless ? [] : this.text('embargoed-until', embargo)),
      ...this.text('expires', expires),
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
    return link === undefined || !isOurs ? [] : [textField('translation-of', reference, link.place)];
  }
}

/** What a role is called, without the vocabulary that it is of: `drol:summary` → summary. */
export function roleOf({ attributes: { role = '' } }: XmlElement): string {
  return role.slice(role.lastIndexOf(':') + 1).toLowerCase();
}

function codesOf({ attributes: { qcode, uri, literal } }: XmlElement): string[] {
  return [qcode, uri, literal].flatMap((code) => code ?? []);
}
