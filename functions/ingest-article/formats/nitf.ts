import type { EditionCode } from '../../../shared/domain/newsroom.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import type { Entry, Manuscript } from '../manuscript.ts';
import { readNitfBody } from './nitf-body.ts';
import { listOf, type Named, textOf, wordsOf } from './wire-fields.ts';
import { languageProblem } from './wire-language.ts';
import {
  extendedTime,
  importanceOfUrgency,
  kindOfGenres,
  namesInByline,
  regionsIn,
  sectionOfNames,
  sectionOfTopics,
  statusOf,
} from './wire-terms.ts';
import { elementAt, elementsAt, wordsIn, wordsPlace, type XmlElement } from './xml-tree.ts';

/** A story in IPTC's NITF 3.x, with or without its namespace (https://iptc.org/standards/nitf/). */
export function readNitf(nitf: XmlElement, { edition }: ArticleKey): Manuscript {
  const { blocks, problems } = readNitfBody(nitf, saidInHead(nitf));
  return { origin: 'wire', fields: nitfFields(nitf), blocks, problems: [...nitfLanguage(nitf, edition), ...problems] };
}

export function nitfLanguage({ attributes, place }: XmlElement, edition: EditionCode): Problem[] {
  return languageProblem(attributes.baselang ?? attributes.lang ?? '', place, edition);
}

/** What the body's head says and the text may repeat. */
export function saidInHead(nitf: XmlElement): string[] {
  const head = elementAt(nitf, 'body', 'body.head');
  if (head === undefined) return [];
  const parts = [
    ...elementsAt(head, 'hedline', 'hl1'),
    ...elementsAt(head, 'hedline', 'hl2'),
    ...elementsAt(head, 'abstract'),
    ...elementsAt(head, 'byline'),
  ];
  return parts.map((part) => wordsIn(part));
}

/** The fields of a story, of those that it has; notes to editors (`ed-msg`, `revision-history`, `note`) are not for readers. */
export function nitfFields(nitf: XmlElement): Entry[] {
  const docdata = elementAt(nitf, 'head', 'docdata');
  return [
    ...headFields(nitf),
    ...subjectFields(nitf),
    ...(docdata === undefined ? [] : [...statusFields(docdata), ...tagFields(docdata), ...urgencyField(docdata)]),
  ];
}

function headFields(nitf: XmlElement): Entry[] {
  const head = elementAt(nitf, 'body', 'body.head');
  const inHead = (...path: [string, ...string[]]) => (head === undefined ? [] : elementsAt(head, ...path));
  const headline = [...inHead('hedline', 'hl1'), ...elementsAt(nitf, 'head', 'title')].flatMap(wordsOf)[0];
  const below = [...inHead('abstract'), ...inHead('hedline', 'hl2').filter((each) => !isShouted(wordsIn(each)))];
  const copyright = elementsAt(nitf, 'head', 'docdata', 'doc.copyright');
  const holders = copyright.map(({ attributes, place }) => ({ name: attributes.holder ?? '', place }));
  const source = [...inHead('distributor').flatMap(wordsOf), ...holders].find(({ name }) => name !== '');
  const people = inHead('byline')
    .flatMap(namesIn)
    .filter(({ name }) => name.toLowerCase() !== source?.name.toLowerCase());
  return [
    ...textOf('headline', headline),
    ...textOf(
      'standfirst',
      below.flatMap(wordsOf).find(({ name }) => name !== headline?.name),
    ),
    ...listOf('byline', people),
    ...textOf('source', source),
  ];
}

/** Keywords stand in capitals where a subordinate headline could. */
function isShouted(words: string): boolean {
  return words === words.toUpperCase() && words !== words.toLowerCase();
}

/** Names of `person` if the byline marks them, else what it says; `byttl` is an office. */
function namesIn(byline: XmlElement): Named[] {
  const people = elementsAt(byline, 'person').flatMap(wordsOf);
  if (people.length > 0) return people;
  const place = wordsPlace(byline);
  return namesInByline(wordsIn(byline, 'byttl', 'location', 'virtloc', 'chron')).map((name) => ({ name, place }));
}

/** The section by the subject's number or name, and the kind by the type of object and property (`analysis`, `feature`). */
function subjectFields(nitf: XmlElement): Entry[] {
  const tobject = elementAt(nitf, 'head', 'tobject');
  if (tobject === undefined) return [];
  const subjects = elementsAt(tobject, 'tobject.subject');
  const codes = subjects.map(({ attributes }) => attributes['tobject.subject.refnum'] ?? '');
  const names = ['type', 'matter', 'detail'].flatMap((part) =>
    subjects.map(({ attributes }) => attributes[`tobject.subject.${part}`] ?? ''),
  );
  const section = sectionOfTopics(codes) ?? sectionOfNames(names);
  const properties = elementsAt(tobject, 'tobject.property');
  const genres = properties.map(({ attributes }) => attributes['tobject.property.type'] ?? '');
  const kind = kindOfGenres([...genres, tobject.attributes['tobject.type'] ?? '']);
  return [
    ...textOf('section', section === undefined ? undefined : { name: section, place: (subjects[0] ?? tobject).place }),
    ...textOf('kind', kind === undefined ? undefined : { name: kind, place: (properties[0] ?? tobject).place }),
  ];
}

/**
 * `usable`, `withheld`, `canceled`; `embargoed` needs the time of its release, or nobody could know its end, and the story
 * is withheld. Times are ISO 8601 in its basic form; one without a zone is left to `checkFields` to refuse.
 */
function statusFields(docdata: XmlElement): Entry[] {
  const { place, attributes } = docdata;
  const said = statusOf(attributes['management-status'] ?? '');
  const time = (name: string) => {
    const element = elementAt(docdata, name);
    return element === undefined
      ? undefined
      : { name: extendedTime(element.attributes.norm ?? ''), place: element.place };
  };
  const release = time('date.release');
  const embargo = release === undefined || release.name === '' ? 'withheld' : '';
  return [
    ...textOf('status', { name: said === 'embargoed' ? embargo : said, place }),
    ...textOf('embargoed-until', release),
    ...textOf('expires', time('date.expire')),
  ];
}

/** Keywords and classifiers as tags, places of the event and of the content as regions. */
function tagFields(docdata: XmlElement): Entry[] {
  const keywords = elementsAt(docdata, 'key-list', 'keyword');
  const content = elementAt(docdata, 'identified-content');
  const classifiers = content === undefined ? [] : elementsAt(content, 'classifier').filter(isConcept);
  const places = [
    ...(content === undefined ? [] : placesIn(content)),
    ...elementsAt(docdata, 'evloc').flatMap(attributesIn),
  ];
  const regions = regionsIn(places).map((name) => ({ name, place: docdata.place }));
  return [...listOf('tags', [...keywords, ...classifiers].flatMap(tagsIn)), ...listOf('regions', regions)];
}

function isConcept({ attributes }: XmlElement): boolean {
  return ['', 'concept', 'subject', 'keyword', 'tag', 'descriptor'].includes((attributes.type ?? '').toLowerCase());
}

/** One keyword, or several in one with commas between them. */
function tagsIn(element: XmlElement): Named[] {
  const written = element.attributes.key ?? element.attributes.value ?? wordsIn(element);
  const parts = written.split(/[,;،؛]/).map((part) => part.trim());
  return parts.filter((part) => part !== '').map((name) => ({ name, place: element.place }));
}

function placesIn(content: XmlElement): string[] {
  const names = ['location', 'region', 'country', 'state', 'city'];
  return names.flatMap((name) => {
    const found = [...elementsAt(content, name), ...elementsAt(content, 'location', name)];
    return found.flatMap((place) => [wordsIn(place), ...attributesIn(place)]);
  });
}

function attributesIn({ attributes }: XmlElement): string[] {
  return Object.values(attributes);
}

function urgencyField(docdata: XmlElement): Entry[] {
  const urgency = elementAt(docdata, 'urgency');
  const importance = importanceOfUrgency(urgency?.attributes['ed-urg'] ?? '');
  return urgency === undefined || importance === undefined
    ? []
    : textOf('importance', { name: importance, place: urgency.place });
}
