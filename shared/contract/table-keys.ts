/**
 * The keys of the tables, by access pattern.
 *
 * articles
 * | what                        | pk                | sk            | read by                                     |
 * | the record of one key       | article#<id>      | record        | every commit, narrate-article, release-due  |
 * | its body                    | article#<id>      | body          | narrate-article                             |
 * | its finished answer         | article#<id>      | answer        | serve-api: one article                      |
 * | the owner of a public path  | path#<path>       | path          | every commit                                |
 * | a place in a list           | list#<list>       | <time>#<id>   | serve-api: one list, newest first           |
 * | a receipt                   | receipt#<key>     | <sequencer>   | who uploaded it                             |
 * | what is due                 | due               | <time>#<id>   | release-due                                 |
 *
 * readership
 * | readers of an article, hour | hour#<hour>       | <id>#<shard>  | count-views, rank-most-read                 |
 * | a day's salt                | salt#<day>        | salt          | record-view                                 |
 * | a Most Read list            | most-read#<list>  | most-read     | serve-api                                   |
 */
export type TableKey = { pk: string; sk: string };

export const recordKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'record' });
export const bodyKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'body' });
export const answerKey = (id: string): TableKey => ({ pk: `article#${id}`, sk: 'answer' });
export const pathKey = (path: string): TableKey => ({ pk: `path#${path}`, sk: 'path' });
export const placeKey = (list: string, place: string): TableKey => ({ pk: `list#${list}`, sk: place });
export const receiptKey = (key: string, sequencer: string): TableKey => ({
  pk: `receipt#${key}`,
  sk: sequencer.toUpperCase(),
});
export const dueKey = (at: string, id: string): TableKey => ({ pk: 'due', sk: `${at}#${id}` });

export const readersKey = (hour: string, id: string, shard: number): TableKey => ({
  pk: `hour#${hour}`,
  sk: `${id}#${shard}`,
});
export const saltKey = (day: string): TableKey => ({ pk: `salt#${day}`, sk: 'salt' });
export const mostReadKey = (list: string): TableKey => ({ pk: `most-read#${list}`, sk: 'most-read' });
