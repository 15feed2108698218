import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dynamodbNarrationStudio } from '../../shared/aws/dynamodb-narration-studio.ts';
import { claimKey, lexiconKey } from '../../shared/contract/table-keys.ts';
import type { Spending } from '../../shared/domain/narration.ts';
import type { EditionCode } from '../../shared/domain/newsroom.ts';
import type { LexiconEntry } from '../../shared/domain/speech.ts';
import type { NarrationStudio } from '../../shared/ports.ts';
import { fakeLexiconStore } from '../fakes/lexicon-store.ts';
import { fakeNarrationStudio } from '../fakes/narration-studio.ts';
import { serveEmulator, serveTable } from './local-aws.ts';

type Opened = {
  studio: NarrationStudio;
  /** Gives an edition a source of its lexicon. */
  say(edition: EditionCode, source: string, entries: LexiconEntry[]): Promise<void>;
  close(): Promise<void>;
};

const now = new Date('2026-11-24T12:00:00.000Z');
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);
let serial = 0;

function aSpending(day: string, more: Partial<Spending> = {}): Spending {
  const sums = { characters: 100, cost: 0.0016, units: 2, reused: 1, saved: 0.0008 };
  return { day, article: 'en-a', edition: 'en', section: 'politics', ...sums, ...more };
}

/** What the narration studio promises, whoever keeps it. */
function narrationStudioSuite(name: string, open: () => Promise<Opened>) {
  describe(`the narration studio, ${name}`, () => {
    let opened: Opened;
    let studio: NarrationStudio;
    beforeAll(async () => {
      opened = await open();
      ({ studio } = opened);
    });
    afterAll(() => opened.close());

    /** Names that nobody has claimed yet. */
    const names = (count: number) => Array.from({ length: count }, () => `speech/${serial++}`);

    it('gives a claim to one of many who want it at once', async () => {
      const claims = names(2);
      const won = await Promise.all(
        Array.from({ length: 8 }, (_, n) => studio.claim(claims, `run ${n}`, inSeconds(60), now)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('gives all that is claimed together, or nothing of it', async () => {
      const [first = '', second = ''] = names(2);
      expect(await studio.claim([second], 'one', inSeconds(60), now)).toBe(true);
      expect(await studio.claim([first, second], 'another', inSeconds(60), now)).toBe(false);
      expect(await studio.claim([first], 'a third', inSeconds(60), now)).toBe(true);
    });

    it('lets who holds a claim have it again, for longer', async () => {
      const claims = names(2);
      expect(await studio.claim(claims, 'one', inSeconds(60), now)).toBe(true);
      expect(await studio.claim(claims, 'one', inSeconds(120), inSeconds(30))).toBe(true);
      expect(await studio.claim(claims, 'another', inSeconds(200), inSeconds(90))).toBe(false);
    });

    it('lets a claim go when its time is over, and not before', async () => {
      const claims = names(1);
      await studio.claim(claims, 'killed', inSeconds(60), now);
      expect(await studio.claim(claims, 'another', inSeconds(200), inSeconds(60))).toBe(false);
      expect(await studio.claim(claims, 'another', inSeconds(200), inSeconds(60.001))).toBe(true);
      expect(await studio.claim(claims, 'killed', inSeconds(200), inSeconds(61))).toBe(false);
    });

    it('frees what somebody holds, and nothing that is another’s by now', async () => {
      const claims = names(2);
      await studio.claim(claims, 'one', inSeconds(60), now);
      await studio.free(claims, 'another');
      expect(await studio.claim(claims, 'another', inSeconds(60), now)).toBe(false);
      await studio.free(claims, 'one');
      expect(await studio.claim(claims, 'another', inSeconds(60), now)).toBe(true);
      await studio.free(names(1), 'nobody');
    });

    it('adds up what an article cost on a day, exactly, however many note it at once', async () => {
      const day = '2026-01-01';
      await Promise.all(Array.from({ length: 10 }, () => studio.note(aSpending(day, { cost: 0.1, saved: 0.000001 }))));
      expect(await studio.spending(day)).toEqual([
        { ...aSpending(day), characters: 1000, cost: 1, units: 20, reused: 10, saved: 0.00001 },
      ]);
      expect(await studio.spentOn(day)).toBe(1);
    });

    it('keeps articles and days apart, and knows the newest edition and section', async () => {
      const day = '2026-01-02';
      await studio.note(aSpending(day));
      await studio.note(aSpending(day, { article: 'ar-b', edition: 'ar', section: 'sport', cost: 0.003984 }));
      await studio.note(aSpending('2026-01-03', { cost: 7 }));
      await studio.note(aSpending(day, { section: 'world', characters: 0, cost: 0, units: 0, reused: 3, saved: 0 }));
      const rows = (await studio.spending(day)).toSorted((a, b) => (a.article < b.article ? -1 : 1));
      expect(rows).toEqual([
        aSpending(day, { article: 'ar-b', edition: 'ar', section: 'sport', cost: 0.003984 }),
        aSpending(day, { section: 'world', reused: 4 }),
      ]);
      expect(await studio.spentOn(day)).toBe(0.005584);
    });

    it('tells more articles of a day than one answer of the table holds', async () => {
      const day = '2026-01-04';
      const section = 's'.repeat(60_000);
      for (let n = 0; n < 25; n++) await studio.note(aSpending(day, { article: `en-${n}`, section }));
      expect(new Set((await studio.spending(day)).map(({ article }) => article)).size).toBe(25);
    });

    it('knows nothing of a day on which nothing was narrated', async () => {
      expect(await studio.spending('1999-01-01')).toEqual([]);
      expect(await studio.spentOn('1999-01-01')).toBe(0);
    });

    it('reads an edition’s lexicon from all its sources, and from no other edition’s', async () => {
      const entry = (term: string): LexiconEntry => ({ term, say: { alias: `${term} said` } });
      await opened.say('en', 'file', [entry('NATO'), entry('Cholmondeley')]);
      await opened.say('en', 'concept#ana', [entry('Ana'), { term: 'NATO', say: { alias: 'overruled by the file' } }]);
      await opened.say('es', 'file', [entry('OTAN')]);
      const lexicon = await studio.lexicon('en');
      expect(lexicon.map(({ term }) => term).toSorted()).toEqual(['Ana', 'Cholmondeley', 'NATO']);
      expect(lexicon).toContainEqual(entry('Ana'));
      expect(lexicon).toContainEqual(entry('NATO'));
      expect(await studio.lexicon('ar')).toEqual([]);
    });
  });
}

narrationStudioSuite('in memory', async () => {
  const lexicons = fakeLexiconStore({ receipts: [] });
  return {
    studio: fakeNarrationStudio(lexicons).studio,
    say: async (...said) => lexicons.say(...said),
    close: async () => {},
  };
});

narrationStudioSuite('in DynamoDB', async () => {
  const { close } = await serveTable('articles');
  const client = new DynamoDBClient();
  return {
    studio: dynamodbNarrationStudio('articles'),
    async say(edition, source, entries) {
      const { pk, sk } = lexiconKey(edition, source);
      const Item = { pk: { S: pk }, sk: { S: sk }, entries: { S: JSON.stringify(entries) } };
      await client.send(new PutItemCommand({ TableName: 'articles', Item }));
    },
    close,
  };
});

it('a claim is swept from the table when it is long over, and not before', async () => {
  const { close } = await serveTable('articles');
  onTestFinished(close);
  await dynamodbNarrationStudio('articles').claim(['speech/swept'], 'one', inSeconds(60), now);
  const { pk, sk } = claimKey('speech/swept');
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const { Item } = await new DynamoDBClient().send(new GetItemCommand({ TableName: 'articles', Key }));
  // In seconds, as the table's time to live wants it.
  const swept = Number(Item?.expires?.N) * 1000;
  expect(swept).toBeGreaterThan(inSeconds(60).getTime());
  expect(swept).toBeLessThan(inSeconds(86_400).getTime());
});

describe('a table that cancels what is noted', () => {
  /** Answers so many notes with a reason not to do them, and then with success. */
  async function aTable(refusals: number, Code: string) {
    let notes = 0;
    const { close } = await serveEmulator(() => ({
      handle(request, response) {
        request.resume();
        const isRefused = ++notes <= refusals;
        response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
        const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
        response.end(JSON.stringify(isRefused ? { __type, CancellationReasons: [{ Code }, { Code: 'None' }] } : {}));
      },
      close: async () => {},
    }));
    onTestFinished(close);
    return { studio: dynamodbNarrationStudio('articles'), notes: () => notes };
  }

  it('because another note meets it is told again, for it is money', async () => {
    const { studio, notes } = await aTable(2, 'TransactionConflict');
    await studio.note(aSpending('2026-01-05'));
    expect(notes()).toBe(3);
  });

  it('for good is an error, so that the money is noted later', async () => {
    const { studio } = await aTable(100, 'ConditionalCheckFailed');
    await expect(studio.note(aSpending('2026-01-05'))).rejects.toThrow('2026-01-05');
  });
});
