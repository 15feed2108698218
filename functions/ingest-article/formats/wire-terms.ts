import type { Kind } from '../../../shared/domain/kind.ts';
import { newsroom } from '../../../shared/domain/newsroom.ts';
import { type Importance, shelfNamed } from '../../../shared/domain/section.ts';

/** What the standards of agencies say, in the words of this newsroom. */

const topicCode = /^(?:\S*(?:medtop|mediatopic|subj)\w*[:/])?(\d\d)\d{6}$/i;

/**
 * The section for the first code that leads to one: a top Media Topic or an IPTC subject code, as qcode (`medtop:04000000`,
 * `subj:15007000`, also of an agency's own list of them), as address (`http://cv.iptc.org/newscodes/mediatopic/04000000`)
 * or as it is. Their first two digits say the topic; Media Topics further down (`medtop:20000350`) say nothing by their numbers.
 */
export function sectionOfTopics(codes: readonly string[]): string | undefined {
  for (const code of codes) {
    const topic = code.length > 100 ? undefined : topicCode.exec(code)?.[1];
    const found = newsroom.sections.find(({ mediaTopics }) => topic !== undefined && mediaTopics.includes(topic));
    if (found !== undefined) return found.slug;
  }
  return undefined;
}

/** Names of subjects or places that are looked at; no story is about more. */
const mostNames = 300;

/** The section of the newsroom's that a name means, if any. */
export function sectionOfNames(names: readonly string[]): string | undefined {
  return names.slice(0, mostNames).flatMap((name) => shelfNamed('section', name)?.slug ?? [])[0];
}

/** The regions of the newsroom's among names of places, each once. */
export function regionsIn(names: readonly string[]): string[] {
  return [...new Set(names.slice(0, mostNames).flatMap((name) => shelfNamed('region', name)?.slug ?? []))];
}

/**
 * IPTC's editorial urgency, 1 to 9 with 1 the highest and 5 usual. What is usual is of major importance here, for that is
 * what an article without the field is.
 */
export function importanceOfUrgency(urgency: string): Importance | undefined {
  if (!/^[1-9]$/.test(urgency)) return undefined;
  if (urgency === '1') return 'breaking';
  return urgency <= '5' ? 'major' : 'minor';
}

/** IPTC's genres (http://cv.iptc.org/newscodes/genre/) and what agencies call them, in small letters without signs. */
const genres: [kind: Kind, names: string][] = [
  [
    'opinion',
    'opinion opinionarticle opinionpiece oped editorial column commentary comment letter lettertotheeditor review',
  ],
  [
    'analysis',
    'analysis newsanalysis background backgrounder explainer factcheck questionandanswer questionandanswersession qanda',
  ],
  [
    'feature',
    'feature fromthescene scener profile interview specialreport retrospective obituary biography biog history longread',
  ],
  ['blog', 'blog liveblog livecoverage'],
  ['flash', 'flash alert newsalert newsflash'],
];

/** The kind of article for the first genre that names one, by its code (`genre:Analysis`) or its name. */
export function kindOfGenres(names: readonly string[]): Kind | undefined {
  for (const name of names) {
    const plain = name
      .slice(name.lastIndexOf(':') + 1)
      .slice(0, 60)
      .toLowerCase()
      .replace(/[^a-z]/g, '');
    const found = genres.find(([, words]) => plain !== '' && words.split(' ').includes(plain));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** IPTC's publishing status in our words; one that we do not know stays as it is, so that nobody publishes it unseen. */
export function statusOf(status: string): string {
  const plain = status.slice(Math.max(status.lastIndexOf(':'), status.lastIndexOf('/')) + 1).toLowerCase();
  return plain === 'canceled' || plain === 'cancelled' ? 'withdrawn' : plain;
}

/** ISO 8601's basic form (`20261124T120000Z`, `20261124T120000+0100`) in its extended one; all else stays as it is. */
export function extendedTime(norm: string): string {
  return norm
    .trim()
    .replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)$/, (_, ...parts: string[]) => {
      const [year, month, day, hour, minute, second = '00', , zone] = parts;
      return `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`;
    });
}

const by = /^(?:by|text by|por|texto de|بقلم|كتبت?|إعداد|تقرير)(?::| |$) ?/iu;
/** What somebody does or whom they work for, where it stands in place of a name. */
const office =
  /(?:^|[ -])(?:writers?|reporters?|correspondents?|editors?|columnists?|analysts?|journalists?|staff|press|news|agency|bureau|network|redactora?|corresponsal(?:es)?|enviad[oa]|periodistas?|editora?|agencia|redacción|مراسل|مراسلة|محرر|محررة|وكالة|كاتب|كاتبة)(?:$| )/iu;

/**
 * The people in a byline as agencies write it: “By Ana Ruiz and Sam Lee, Staff Writers” → Ana Ruiz, Sam Lee. After a comma
 * comes a name, unless it says an office or is a single word, as the short name of an agency is.
 */
export function namesInByline(written: string): string[] {
  const line = written
    .slice(0, 2000)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(by, '');
  const names = line.split(/ ?[,;،؛] ?| \/ /).flatMap((part, index) => {
    const together = part
      .trim()
      .replace(/^(?:and|y|و|&) /i, '')
      .replace(by, '');
    const isList = together !== part.trim() || index === 0;
    return namesJoined(together).filter((name, nth) => name !== '' && (isList || nth > 0 || name.includes(' ')));
  });
  const people = names.filter((name) => !/[@\d]/.test(name) && !office.test(name) && !isInitials(name));
  return [...new Set(people)];
}

/** Names with a conjunction between them; “y” also stands within a Spanish name, as in Ortega y Gasset. */
function namesJoined(together: string): string[] {
  return together.split(/ (?:and|&|و) | y (?=[^ ]+ )/i).map((name) => name.trim().replace(/(?<=\p{Ll}{3})\.$/u, ''));
}

/** Whether a name is no more than the signs of those who filed the story, as `gr/bp`. */
function isInitials(name: string): boolean {
  return /^[\p{Ll}\d./-]{1,9}$/u.test(name);
}
