import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { changedSentences, changedUnits, compareLexicons, mayConcern } from '../../shared/domain/lexicon-change.ts';
import { type EditionCode, newsroom as settings } from '../../shared/domain/newsroom.ts';
import { scriptOf } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';
import { anArticleFile } from '../fixtures/articles.ts';
import { aNewsroom } from './newsroom.ts';

const key = 'articles/en/politics/storm.md';
const id = 'en-politics-storm';

const { voices } = settings.editions.en;
afterEach(() => {
  settings.editions.en.voices = voices;
});

/** A newsroom that has published and read aloud an article with such a body. */
async function narrated(body: string) {
  const newsroom = aNewsroom();
  await newsroom.put(key, anArticleFile({}, body));
  await newsroom.drain();
  return newsroom;
}

async function recordingOf({ table, recordings }: ReturnType<typeof aNewsroom>) {
  const narration = (await table.find(id))?.narration;
  const recording = narration?.state === 'ready' ? recordings.get(narration.mp3) : undefined;
  if (recording === undefined) throw new Error('It has no recording.');
  return recording;
}

describe('what is struck out', () => {
  it('is shown, and neither said nor captioned; every word of the timings is one that is said', async () => {
    const newsroom = await narrated('The storm killed ~~forty~~ 12 people.\n\n- ~~Bridge closed~~ Bridge open');
    expect(newsroom.narrator.spoken.slice(-2)).toEqual([
      '<speak>The storm killed 12 people.</speak>',
      '<speak>Bridge open</speak>',
    ]);
    const { vtt, timings } = await recordingOf(newsroom);
    expect(vtt).toContain('\nThe storm killed 12 people.\n');
    expect(vtt).toContain('\nBridge open\n');
    const body = 'The storm killed forty 12 people.';
    const words = timings.words.filter(([, block]) => block === 0).map(([, , from, to]) => body.slice(from, to));
    expect(words).toEqual(['The', 'storm', 'killed', '12', 'people.']);
  });

  it('is left out of chapters, of a part of a word, and of what has nothing else', async () => {
    const newsroom = await narrated('Co~~l~~red.\n\n## The ~~end~~ beginning\n\n~~Nothing of this.~~\n\nThe last.');
    const { chapters, vtt } = await recordingOf(newsroom);
    expect(JSON.parse(chapters ?? '')).toMatchObject({ chapters: [{}, { title: 'The beginning' }] });
    expect(vtt).toContain('\nCored.\n');
    expect(newsroom.narrator.spoken).not.toContain(expect.stringContaining('Nothing'));
    expect(newsroom.narrator.spoken.at(-1)).toBe('<speak>The last.</speak>');
  });

  it('is read aloud anew when it is struck, for the price of its paragraph', async () => {
    const newsroom = await narrated('The storm killed forty people.\n\nIt was the worst in years.');
    const before = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({}, 'The storm killed ~~forty~~ people.\n\nIt was the worst in years.'));
    await newsroom.drain();
    expect(newsroom.narrator.spoken.slice(before)).toEqual(['<speak>The storm killed people.</speak>']);
    expect((await recordingOf(newsroom)).vtt).toContain('\nThe storm killed people.\n');
    const { versions } = await newsroom.table.history(id);
    expect(versions[0]?.changed).toEqual([{ field: 'body', added: 1, removed: 1 }]);
  });

  it('leaves no space before a sign, and counts for no pause', async () => {
    const newsroom = await narrated('It cost ~~forty~~, then (~~about~~ 5) ~~six~~. ~~A sentence.~~\n\nAnd on.');
    expect(newsroom.narrator.spoken.slice(-2)).toEqual(['<speak>It cost, then (5).</speak>', '<speak>And on.</speak>']);
    expect((await recordingOf(newsroom)).vtt).toContain('\nIt cost, then (5).\n');
    const { record, blocks } = (await newsroom.table.open(id))!;
    const byFrames = { ...voices.main, marks: 'frames' as const };
    settings.editions.en.voices = { ...voices, main: byFrames };
    const script = scriptOf(record.article!, blocks).filter(({ block }) => block >= 0);
    expect(script.map(({ text, pauseMs }) => [text.trim(), pauseMs])).toEqual([
      ['It cost, then (5).', 485],
      ['And on.', 485],
    ]);
  });

  it('is found at its place though other words were struck before, and the same words are not paid for again', async () => {
    const newsroom = await narrated('The ~~storm~~ storm hit.');
    const paid = newsroom.narrator.spoken.length;
    await newsroom.put(key, anArticleFile({}, 'The storm ~~storm~~ hit.'));
    await newsroom.drain();
    expect(newsroom.narrator.spoken).toHaveLength(paid);
    const { timings } = await recordingOf(newsroom);
    const rows = timings.words.filter(([, block]) => block === 0).map(([, , from, to]) => [from, to]);
    expect(rows).toEqual([
      [0, 3],
      [4, 9],
      [16, 20],
    ]);
  });

  it('stands between no two words of a term: what a lexicon changes is read anew, and told by its sentence', async () => {
    const newsroom = await narrated('It rained. He left New ~~old~~ York. ~~Never.~~ Nobody saw him.');
    const paid = newsroom.narrator.spoken.length;
    const { record, blocks } = (await newsroom.table.open(id))!;
    const change = compareLexicons([], [{ term: 'New York', say: { alias: 'Nu Jork' } }]);
    expect(mayConcern(record.article!, blocks, change)).toBe(true);
    const units = changedUnits(record.article!, blocks, change, new Set());
    expect(units.flatMap((unit) => changedSentences(unit, change))).toEqual(['He left New York.']);
    await newsroom.put('lexicons/en.yaml', '- { term: New York, alias: Nu Jork }');
    await newsroom.drain();
    expect(newsroom.narrator.spoken.slice(paid)).toEqual([
      expect.stringContaining('<sub alias="Nu Jork">New York</sub>'),
    ]);
  });

  it('moves no time of a voice that is timed by frames', async () => {
    settings.editions.en.voices = { ...voices, main: { ...voices.main, marks: 'frames' } };
    const timesOf = async (body: string) => {
      const { timings } = await recordingOf(await narrated(body));
      return timings.words.filter(([, block]) => block === 0).map(([ms]) => ms);
    };
    const plain = await timesOf('The storm hit the town late in the evening.');
    expect(
      await timesOf(`The storm ~~${'of all storms '.repeat(15).trim()}~~ hit the town late in the evening.`),
    ).toEqual(plain);
  });

  it('is no matter of any rule: what stands around it is said as if it were not there', async () => {
    const newsroom = await narrated('Text.');
    const article = (await newsroom.table.find(id))?.article;
    if (article === undefined) throw new Error('It has no article.');
    const word = fc.constantFrom('Dr.', '$5m', '12', 'May', '1,200', '5%', 'km', 'the', 'II', '3-1', 'م', 'del');
    const runs = fc.array(fc.record({ text: word, struck: fc.boolean() }), { minLength: 1, maxLength: 12 });
    const said = (edition: EditionCode, written: readonly { text: string; struck: boolean }[]) => {
      const spaced = written.flatMap(({ text, struck }) => [struck ? { text, struck } : { text }, { text: ' ' }]);
      const body = [{ type: 'paragraph' as const, runs: spaced.map((run) => run as { text: string; struck?: true }) }];
      return scriptOf({ ...article, edition }, body)
        .filter(({ block }) => block === 0)
        .map((unit) => speechOf(unit).plain);
    };
    fc.assert(
      fc.property(fc.constantFrom<EditionCode>('en', 'es', 'ar'), runs, (edition, written) => {
        expect(said(edition, written)).toEqual(
          said(
            edition,
            written.filter(({ struck }) => !struck),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });
});
