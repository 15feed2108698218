import { longest } from '../../../shared/domain/article-fields.ts';
import { type Problem, problemOf, shortened } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, listField, type Manuscript, textField, textValue, unreadable, type Value } from '../manuscript.ts';
import { heroOf } from './ninjs-hero.ts';
import { NinjsItem, type Words } from './ninjs-item.ts';
import { headlineOf, storyOf } from './ninjs-words.ts';
import { languageProblem } from './wire-language.ts';
import {
  importanceOfUrgency,
  kindOfGenres,
  namesInByline,
  regionsIn,
  sectionOfNames,
  sectionOfTopics,
  statusOf,
} from './wire-terms.ts';

type Group = Value & { kind: 'map' };

/** Names told twice that an editor needs to see. */
const mostTwice = 20;

/**
 * Whether an object is an IPTC ninjs item: it says so in `standard`, which most leave out, or has a `uri`, which is all
 * that ninjs asks for and which our own format does not know.
 */
export function isNinjs({ entries }: Group): boolean {
  const standard = entries.find(({ name }) => name === 'standard' || name === '$standard')?.value;
  if (standard?.kind === 'map') return true;
  const names = new Set(entries.map(({ name }) => name));
  return names.has('uri') && !names.has('section') && !names.has('body');
}

/**
 * A text story in ninjs 1.x, 2.x or 3.x (https://iptc.org/std/ninjs/). Its times of creation are not ours: a wire story is
 * dated by its arrival. Notes to editors (`edNote`) and terms of use reach no reader.
 */
export function readNinjs(value: Group, key: ArticleKey): Manuscript {
  const item = new NinjsItem(value, key.edition);
  const pubStatus = item.text('pubstatus');
  const status = statusOf(pubStatus?.text ?? 'usable');
  if (pubStatus !== undefined && (status === 'withheld' || status === 'withdrawn')) {
    return { origin: 'wire', fields: [textField('status', status, pubStatus.place)], blocks: [], problems: [] };
  }
  const headline = headlineOf(item);
  const story = storyOf(item, headline);
  const wrongType = typeProblem(item, story.blocks.length > 0);
  if (wrongType !== undefined) return unreadable(wrongType);
  const hero = heroOf(item);
  const problems = [
    ...twiceProblems(item),
    ...(status === 'usable' || pubStatus === undefined ? [] : [statusProblem(pubStatus)]),
    ...languageProblems(item, key),
    ...(story.blocks.length > 0 ? [] : [bodyProblem(item)]),
    ...story.problems,
    ...hero.problems,
  ];
  const fields = [
    ...field('headline', headline),
    ...standfirstOf(story.standfirst, problems),
    ...creditsOf(item),
    ...subjectsOf(item),
    ...regionsOf(item),
    ...kindOf(item),
    ...importanceOf(item, problems),
    ...field('embargoed-until', item.text('embargoeduntil', 'embargoed')),
    ...field('expires', item.text('expires')),
    ...hero.fields,
  ];
  return { origin: 'wire', fields, blocks: story.blocks, problems };
}

function field(name: string, words: Words | undefined): Entry[] {
  return words === undefined ? [] : [textField(name, words.text, words.place)];
}

/** A composite is a story with its pictures if it has a text; all else is for other desks. */
function typeProblem(item: NinjsItem, hasText: boolean): Problem | undefined {
  const planned = item.has('eventdetails', 'plannedcoverage') ? { text: 'event', place: item.place } : undefined;
  const type = item.text('type') ?? planned;
  const name = type?.text.toLowerCase() ?? 'text';
  if (type === undefined || name === 'text' || (['composite', 'component'].includes(name) && hasText)) return undefined;
  const message = `The item is of the type “${type.text.slice(0, 40)}”, and an article is a text.`;
  const advice = 'Upload a story of the type “text”; its pictures come along as associations.';
  return problemOf('json-shape', type.place, message, advice, { field: 'type', words: type.text });
}

function twiceProblems({ twice }: NinjsItem): Problem[] {
  return twice.slice(0, mostTwice).map(({ name, place }) => {
    const message = `The field “${shortened(name)}” stands there twice.`;
    return problemOf('json', place, message, 'Keep one of the two.', { field: name, words: name });
  });
}

function statusProblem({ text, place }: Words): Problem {
  const advice = 'It is one of usable, withheld, canceled.';
  return problemOf('field-choice', place, `There is no pubStatus “${text.slice(0, 40)}”.`, advice, {
    field: 'pubStatus',
    words: text,
  });
}

function languageProblems(item: NinjsItem, { edition }: ArticleKey): Problem[] {
  const language = item.text('language');
  return language === undefined ? [] : languageProblem(language.text, language.place, edition);
}

function bodyProblem(item: NinjsItem): Problem {
  const message = 'The item has no text that can be read.';
  const advice = 'It needs a body in XHTML, HTML or plain text (bodies, or body_xhtml and body_text).';
  return problemOf('body-missing', item.place, message, advice, { field: 'bodies' });
}

function standfirstOf(words: Words | undefined, problems: Problem[]): Entry[] {
  const count = words === undefined ? 0 : [...words.text].length;
  if (words === undefined || count <= longest.standfirst) return field('standfirst', words);
  const message = `The description is ${count} characters long; over ${longest.standfirst} it is no standfirst and is left out.`;
  const more = { severity: 'warning', field: 'standfirst', words: words.text } as const;
  problems.push(problemOf('field-length', words.place, message, 'Nothing needs to be done.', more));
  return [];
}

/** Whose story it is: the agency as its source, the people as its byline. */
function creditsOf(item: NinjsItem): Entry[] {
  const sources = [...namesOf(item.items('infosources', 'infosource')), item.text('copyrightholder')];
  const source = sources.find((words) => words !== undefined && words.text.length <= longest.name);
  const by = item.text('by', 'byline');
  const written = by === undefined ? namesOf(item.items('bylines', 'by', 'byline')) : [by];
  const names = written.flatMap(({ text, place }) => namesInByline(text).map((name) => ({ text: name, place })));
  const people = names.filter(({ text }) => text.length <= longest.name && !isSame(text, source?.text));
  const [first] = people;
  const byline = people.slice(0, longest.byline).map(({ text, place }) => textValue(text, place));
  return [...field('source', source), ...(first === undefined ? [] : [listField('byline', byline, first.place)])];
}

function isSame(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

function namesOf(items: readonly NinjsItem[]): Words[] {
  return items.flatMap((item) => item.text('name') ?? []);
}

/** The section for the first subject that leads to one, the most relevant first; all other subjects are tags. */
function subjectsOf(item: NinjsItem): Entry[] {
  const relevance = (subject: NinjsItem) => Number(subject.text('relevance')?.text ?? 0) || 0;
  const subjects = item.items('subjects', 'subject').toSorted((a, b) => relevance(b) - relevance(a));
  const placed = subjects.map((subject) => {
    const name = subject.text('name');
    const named = name === undefined ? undefined : sectionOfNames([name.text]);
    return { subject, name, named, section: named ?? sectionOfTopics(codesOf(subject)) };
  });
  const home = placed.find(({ section }) => section !== undefined);
  const tags = placed
    .filter(({ named }) => named === undefined)
    .flatMap(({ name }) => (name === undefined || name.text.length > longest.name ? [] : [name]));
  const [first] = tags;
  const values = distinct(tags).map(({ text, place }) => textValue(text, place));
  return [
    ...(home?.section === undefined ? [] : [textField('section', home.section, home.subject.place)]),
    ...(first === undefined ? [] : [listField('tags', values, first.place)]),
  ];
}

function distinct(tags: readonly Words[]): Words[] {
  return [...new Map(tags.map((tag) => [tag.text.toLowerCase(), tag])).values()].slice(0, longest.tags);
}

/** The codes of a subject that are IPTC's, or look like them and come from a list of subjects. */
function codesOf(subject: NinjsItem): string[] {
  const uri = subject.text('uri')?.text ?? '';
  const scheme = subject.text('scheme')?.text ?? '';
  const code = subject.text('code')?.text ?? '';
  const ofTopics = (list: string) => list === '' || /newscodes|mediatopic|medtop|subj|subref/i.test(list);
  return [
    ...(uri !== '' && ofTopics(uri) ? [uri.slice(uri.lastIndexOf('/') + 1)] : []),
    subject.text('literal')?.text ?? '',
    ...(ofTopics(scheme) ? [code] : []),
  ];
}

/** Where it happens and where it was written, as far as these are regions of the newsroom's. */
function regionsOf(item: NinjsItem): Entry[] {
  const located = item.text('located');
  const places = [...namesOf(item.items('places', 'place')), ...(located === undefined ? [] : [located])];
  const [first] = places;
  if (first === undefined) return [];
  const slugs = regionsIn(places.map(({ text }) => text)).slice(0, longest.regions);
  return slugs.length === 0
    ? []
    : [
        listField(
          'regions',
          slugs.map((slug) => textValue(slug, first.place)),
          first.place,
        ),
      ];
}

function kindOf(item: NinjsItem): Entry[] {
  const genres = item.items('genres', 'genre');
  const kind = kindOfGenres(
    genres.flatMap((genre) => {
      const uri = genre.text('uri')?.text ?? '';
      return [
        uri.slice(uri.lastIndexOf('/') + 1),
        genre.text('literal', 'code')?.text ?? '',
        genre.text('name')?.text ?? '',
      ];
    }),
  );
  return kind === undefined || genres[0] === undefined ? [] : [textField('kind', kind, genres[0].place)];
}

function importanceOf(item: NinjsItem, problems: Problem[]): Entry[] {
  const urgency = item.text('urgency');
  if (urgency === undefined) return [];
  const importance = importanceOfUrgency(urgency.text);
  if (importance !== undefined) return [textField('importance', importance, urgency.place)];
  const message = `The urgency “${urgency.text.slice(0, 40)}” is not one of 1 to 9; the story is taken for major.`;
  const more = { severity: 'warning', field: 'urgency', words: urgency.text } as const;
  problems.push(problemOf('field-choice', urgency.place, message, '1 is the highest, 9 the lowest.', more));
  return [];
}
