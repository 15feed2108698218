import { longest } from '../../../shared/domain/article-fields.ts';
import { type Problem, problemOf } from '../../../shared/domain/problem.ts';
import type { ArticleKey } from '../../../shared/domain/upload.ts';
import { type Entry, type Manuscript, unreadable, type Value } from '../manuscript.ts';
import { readNewsMl } from './newsml-g2.ts';
import { readNitf } from './nitf.ts';
import { readXml, type XmlElement } from './xml-tree.ts';

const newsMlNamespace = 'http://iptc.org/std/nar/2006-10-01/';

/** XML: a story in NewsML-G2 or NITF, told by the root element and its namespace. */
export function readXmlFile(text: string, key: ArticleKey): Manuscript {
  const read = readXml(text);
  if ('problem' in read) return unreadable(read.problem);
  const { root } = read;
  if (root.name === 'nitf') return fitting(readNitf(root, key));
  const isNewsMl = root.namespace === newsMlNamespace;
  return isNewsMl && ['newsItem', 'newsMessage'].includes(root.name)
    ? fitting(readNewsMl(root, key))
    : unreadable(otherRoot(root));
}

function otherRoot({ name, namespace, place }: XmlElement): Problem {
  const known: Record<string, string> = {
    html: 'It is a web page: rename it to end in .html.',
    NewsML: 'It is NewsML 1; ask the agency for NewsML-G2 or NITF.',
    packageItem: 'It is a package of several items; file each story of it as a file of its own.',
    rss: 'It is a feed; file each story of it as a file of its own, in NewsML-G2 or NITF.',
    feed: 'It is a feed; file each story of it as a file of its own, in NewsML-G2 or NITF.',
  };
  const isNewsItem = ['newsItem', 'newsMessage'].includes(name);
  const message = isNewsItem
    ? `<${name}> is not in the namespace of NewsML-G2 but in ${namespace === '' ? 'none' : `“${namespace.slice(0, 80)}”`}.`
    : `The file is neither NewsML-G2 nor NITF: it begins with <${name.slice(0, 40)}>.`;
  const advice = isNewsItem
    ? `Write xmlns="${newsMlNamespace}" in it.`
    : ((Object.hasOwn(known, name) ? known[name] : undefined) ??
      'File a newsItem or newsMessage of NewsML-G2, or an nitf.');
  return problemOf('xml-shape', place, message, advice, { words: `<${name}` });
}

/** Texts beyond these lengths are none of their kind; a desk cannot shorten them in an agency's file. */
const limits: ReadonlyMap<string, number> = new Map([
  ['standfirst', longest.standfirst],
  ['source', longest.name],
  ['byline', longest.name],
  ['tags', longest.name],
]);

/** A manuscript without what is too long; of a field that is left out as a whole its desk is told. */
function fitting(manuscript: Manuscript): Manuscript {
  const problems: Problem[] = [];
  const fields = manuscript.fields?.flatMap((entry): Entry[] => {
    const limit = limits.get(entry.name) ?? Number.POSITIVE_INFINITY;
    const fits = (value: Value) => value.kind !== 'text' || [...value.text].length <= limit;
    const { value } = entry;
    if (value.kind === 'list') return [{ ...entry, value: { ...value, items: value.items.filter(fits) } }];
    if (value.kind !== 'text' || fits(value)) return [entry];
    const message = `${entry.name} is longer than ${limit} characters; it is left out.`;
    const more = { severity: 'warning', field: entry.name, words: value.text } as const;
    problems.push(problemOf('field-length', value.place, message, 'Nothing needs to be done.', more));
    return [];
  });
  return { ...manuscript, fields, problems: [...problems, ...manuscript.problems] };
}
