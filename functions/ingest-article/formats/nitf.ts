import type { EditionCode } from '../../../shared/domain/newsroom.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, listField, type Manuscript, textField, textValue, type Value } from '../manuscript.ts';
import { readNitfBody } from './nitf-body.ts';
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
  const headline = withWords([...inHead('hedline', 'hl1'), ...elementsAt(nitf, 'head', 'title')]);
  const standfirst = withWords(
    [...inHead('abstract'), ...inHead('hedline', 'hl2')].filter((each) => isElse(each, headline)),
  );
  const distributor = withWords(inHead('distributor'));
  const copyright = elementAt(nitf, 'head', 'docdata', 'doc.copyright');
  const holder = copyright?.attributes.holder ?? '';
  const source = textOf('source', distributor);
  return [
    ...textOf('headline', headline),
    ...textOf('standfirst', standfirst),
    ...bylineField(inHead('byline')),
    ...(source.length > 0 || copyright === undefined || holder === ''
      ? source
      : [textField('source', holder, copyright.place)]),
  ];
}

function withWords(elements: readonly XmlElement[]): XmlElement | undefined {
  return elements.find((element) => wordsIn(element) !== '');
}

/** Agencies repeat the headline, or write their keywords, where a subordinate one could stand. */
function isElse(element: XmlElement, headline: XmlElement | undefined): boolean {
  const words = wordsIn(element);
  const isShouted = element.name === 'hl2' && words === words.toUpperCase() && words !== words.toLowerCase();
  return headline === undefined || (words !== wordsIn(headline) && !isShouted);
}

function textOf(name: string, element: XmlElement | undefined): Entry[] {
  return element === undefined ? [] : [textField(name, wordsIn(element), wordsPlace(element))];
}

/** Names of `person` if the byline marks them, else what it says; `byttl` is an office. */
function bylineField(bylines: readonly XmlElement[]): Entry[] {
  const [first] = bylines;
  const names = bylines.flatMap((byline) => {
    const people = elementsAt(byline, 'person').map((person) => wordsIn(person));
    return people.length > 0 ? people : namesInByline(wordsIn(byline, 'byttl', 'location', 'virtloc', 'chron'));
  });
  if (first === undefined) return [];
  const place = wordsPlace(first);
  return names.length === 0
    ? []
    : [
        listField(
          'byline',
          names.map((name) => textValue(name, place)),
          place,
        ),
      ];
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
    ...(section === undefined ? [] : [textField('section', section, (subjects[0] ?? tobject).place)]),
    ...(kind === undefined ? [] : [textField('kind', kind, (properties[0] ?? tobject).place)]),
  ];
}

/**
 * `usable`, `withheld`, `canceled`; `embargoed` needs the time of its release, or nobody could know its end, and the story
 * is withheld. Times are ISO 8601 in its basic form; one without a zone is left to `checkFields` to refuse.
 */
function statusFields(docdata: XmlElement): Entry[] {
  const written = statusOf(docdata.attributes['management-status'] ?? '');
  const release = elementAt(docdata, 'date.release');
  const expire = elementAt(docdata, 'date.expire');
  const time = (name: string, element: XmlElement | undefined): Entry[] => {
    const norm = element?.attributes.norm ?? '';
    return element === undefined || norm === '' ? [] : [textField(name, extendedTime(norm), element.place)];
  };
  const until = time('embargoed-until', release);
  const embargo = until.length > 0 ? '' : 'withheld';
  const status = written === 'embargoed' ? embargo : written;
  return [...(status === '' ? [] : [textField('status', status, docdata.place)]), ...until, ...time('expires', expire)];
}

/** Keywords and classifiers as tags, places of the event and of the content as regions. */
function tagFields(docdata: XmlElement): Entry[] {
  const keywords = elementsAt(docdata, 'key-list', 'keyword');
  const content = elementAt(docdata, 'identified-content');
  const classifiers = content === undefined ? [] : elementsAt(content, 'classifier').filter(isConcept);
  const tags = [...keywords, ...classifiers].flatMap(tagsIn);
  const places = [
    ...(content === undefined ? [] : placesIn(content)),
    ...elementsAt(docdata, 'evloc').flatMap(attributesIn),
  ];
  const regions = regionsIn(places);
  return [
    ...(tags.length === 0 ? [] : [listField('tags', tags, docdata.place)]),
    ...(regions.length === 0
      ? []
      : [
          listField(
            'regions',
            regions.map((slug) => textValue(slug, docdata.place)),
            docdata.place,
          ),
        ]),
  ];
}

function isConcept({ attributes }: XmlElement): boolean {
  return ['', 'concept', 'subject', 'keyword', 'tag', 'descriptor'].includes((attributes.type ?? '').toLowerCase());
}

/** One keyword, or several in one with commas between them. */
function tagsIn(element: XmlElement): Value[] {
  const written = element.attributes.key ?? element.attributes.value ?? wordsIn(element);
  const parts = written.split(/[,;،؛]/).map((part) => part.trim());
  return parts.filter((part) => part !== '' && part.length <= 120).map((part) => textValue(part, element.place));
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
  return urgency === undefined || importance === undefined ? [] : [textField('importance', importance, urgency.place)];
}
