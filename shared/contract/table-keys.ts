/**
 * The keys of the tables, by access pattern.
 *
 * articles
 * | what                        | pk                | sk            | read by                                     |
 * | the record of one key       | article#<id>      | record        | every commit, narrate-article, release-due  |
 * | its body                    | article#<id>      | body          | narrate-article                             |
 * | its finished answer         | article#<id>      | answer        | serve-api: one article                      |
 * | the family that it is in    | article#<id>      | answer-family | serve-api: one article, in the same query   |
 * | one published version       | article#<id>      | version#<n>   | serve-api: the history                      |
 * | who is translated from it   | family#<id>       | family        | every commit                                |
 * | how an edition says words   | lexicon#<edition> | file, concept#<id> | narrate-article, every change of a lexicon |
 * | who is at something now     | claim#<name>      | claim         | narrate-article                             |
 * | what a day's narration cost | cost#<day>        | <id>          | serve-newsroom                              |
 * | and all of it together      | cost-total#<day>  | total         | narrate-article                             |
 * | what a name means           | concept#<slug>    | concept       | every commit, serve-api: a list by tag      |
 * | the record of one concept   | concept#<id>      | record        | every change of a concept                   |
 * | the owner of a public path  | path#<path>       | path          | every commit                                |
 * | a place in a list           | list#<list>       | <time>#<id>   | serve-api: one list, newest first           |
 * | a receipt                   | receipt#<key>     | <sequencer>   | who uploaded it                             |
 * | what is due                 | due               | <time>#<id>   | release-due                                 |
 * | a part of a kept original   | article#<id>      | source#<revision>#<part> | serve-newsroom               |
 *
 * readership
 * | readers of an article, hour | hour#<hour>       | <id>#<shard>  | count-views, rank-most-read                 |
 * | a day's salt                | salt#<day>        | salt          | record-view                                 |
 * | a Most Read list            | most-read#<list>  | most-read     | serve-api                                   |
 *
 * newsroom keys
 * | a key's hash and holder     | keys              | <id>          | authorize-newsroom, scripts/keys.ts         |
 */
export type TableKey = { pk: string; sk: string };

export const recordKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'record' });
export const bodyKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'body' });
export const answerKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'answer' });
export const familyAnswerKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'answer-family' });
/** What the sort keys of all versions begin with. */
export const versionPrefix = 'version#';
export const versionKey = (id: string, revision: number): TableKey => ({
  pk: `article#${id}`,
  sk: `${versionPrefix}${String(revision).padStart(6, '0')}`,
});
export const familyKey = (original: string): TableKey => ({ pk: `family#${original}`, sk: 'family' });
export const conceptKey = (slug: string): TableKey => ({ pk: `concept#${slug}`, sk: 'concept' });
export const conceptRecordKey = (id: string): TableKey => ({ pk: `concept#${id}`, sk: 'record' });
export const lexiconKey = (edition: string, source: string): TableKey => ({ pk: `lexicon#${edition}`, sk: source });
export const claimKey = (name: string): TableKey => ({ pk: `claim#${name}`, sk: 'claim' });
export const costKey = (day: string, article: string): TableKey => ({ pk: `cost#${day}`, sk: article });
export const totalCostKey = (day: string): TableKey => ({ pk: `cost-total#${day}`, sk: 'total' });
export const pathKey = (path: string): TableKey => ({ pk: `path#${path}`, sk: 'path' });
export const placeKey = (list: string, place: string): TableKey => ({ pk: `list#${list}`, sk: place });
export const receiptKey = (key: string, sequencer: string): TableKey => ({
  pk: `receipt#${key}`,
  sk: sequencer.toUpperCase(),
});
export const dueKey = (at: string, id: string): TableKey => ({ pk: 'due', sk: `${at}#${id}` });

/**
 * Six digits of the revision and two of the part, so that they sort as they count. They sort after `record`: a read of
 * body and record, which is one range, never meets them.
 */
export const originalKey = (id: string, revision: number, part: number): TableKey => ({
  pk: `article#${id}`,
  sk: `${originalPrefix}${String(revision).padStart(6, '0')}#${String(part).padStart(2, '0')}`,
});
/** What the sort keys of all originals begin with. */
export const originalPrefix = 'source#';

export const readersKey = (hour: string, id: string, shard: number): TableKey => ({
  pk: `hour#${hour}`,
  sk: `${id}#${shard}`,
});
export const saltKey = (day: string): TableKey => ({ pk: `salt#${day}`, sk: 'salt' });
export const mostReadKey = (list: string): TableKey => ({ pk: `most-read#${list}`, sk: 'most-read' });

export const accessKey = (id: string): TableKey => ({ pk: 'keys', sk: id });
