import {
  DeleteLexiconCommand,
  DescribeVoicesCommand,
  type DescribeVoicesCommandInput,
  GetLexiconCommand,
  ListLexiconsCommand,
  PutLexiconCommand,
  StartSpeechSynthesisTaskCommand,
} from '@aws-sdk/client-polly';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksOf, type PollyUnderTest, say, startPolly } from './polly-setup.ts';

let under: PollyUnderTest;
beforeAll(async () => {
  under = await startPolly();
});
afterAll(() => under.close());

const sentence = 'The harbour reopened on Tuesday, three weeks after the storm.';

/** Frames of an MPEG-2 layer III stream in one channel, or an error where it is anything else. */
function framesOf(mp3: Buffer, sampleRate = 24_000): Buffer[] {
  const bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
  const frames: Buffer[] = [];
  for (let at = 0; at < mp3.length; ) {
    expect(mp3.readUInt16BE(at)).toBe(0xfff3);
    expect([22_050, 24_000, 16_000][(mp3[at + 2]! >> 2) & 3]).toBe(sampleRate);
    expect(mp3[at + 3]! >> 6).toBe(3);
    const length = Math.floor((72_000 * bitrates[mp3[at + 2]! >> 4]!) / sampleRate) + ((mp3[at + 2]! >> 1) & 1);
    frames.push(mp3.subarray(at, at + length));
    at += length;
  }
  expect(Buffer.concat(frames)).toHaveLength(mp3.length);
  return frames;
}

describe('SynthesizeSpeech', () => {
  it('makes MP3 of one bitrate whose first frame needs none before it', async () => {
    const { bytes, characters, type } = await say(under.client, { Text: sentence });
    expect(type).toBe('audio/mpeg');
    expect(characters).toBe(sentence.length);
    const frames = framesOf(bytes);
    expect(new Set(frames.map((frame) => frame[2]! >> 4))).toEqual(new Set([6]));
    // main_data_begin, the first byte after the header: how far the bit reservoir reaches back.
    expect(frames[0]![4]).toBe(0);
    const seconds = (frames.length * 576) / 24_000;
    expect(sentence.length / seconds).toBeGreaterThan(8);
    expect(sentence.length / seconds).toBeLessThan(25);
  });

  it('makes PCM and Ogg Vorbis of the same length', async () => {
    const pcm = await say(under.client, { Text: sentence, OutputFormat: 'pcm' });
    const slow = await say(under.client, { Text: sentence, OutputFormat: 'pcm', SampleRate: '8000' });
    const ogg = await say(under.client, { Text: sentence, OutputFormat: 'ogg_vorbis' });
    const mp3 = await say(under.client, { Text: sentence });
    expect([pcm.type, ogg.type]).toEqual(['audio/pcm', 'audio/ogg']);
    expect(ogg.bytes.toString('latin1', 0, 4)).toBe('OggS');
    const seconds = pcm.bytes.length / 2 / 16_000;
    expect(slow.bytes.length / 2 / 8000).toBeCloseTo(seconds, 3);
    expect((framesOf(mp3.bytes).length * 576) / 24_000 - seconds).toBeLessThan(0.1);
    const samples = new Int16Array(pcm.bytes.buffer, pcm.bytes.byteOffset, pcm.bytes.length / 2);
    expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(3000);
  });

  it('takes 22,050 Hz for the standard engine and 24,000 Hz for the others, where no rate is asked for', async () => {
    framesOf((await say(under.client, { Text: 'One.', Engine: 'standard' })).bytes, 22_050);
    framesOf((await say(under.client, { Text: 'One.', Engine: 'generative' })).bytes, 24_000);
    framesOf((await say(under.client, { Text: 'One.', SampleRate: '16000' })).bytes, 16_000);
  });

  it("speaks through the SDK's own HTTP/2 handler and through HTTP/1.1 alike", async () => {
    const before = under.http2Connections();
    const [one, two] = await Promise.all([
      say(under.client, { Text: sentence }),
      say(under.client2, { Text: sentence }),
    ]);
    expect(under.http2Connections()).toBeGreaterThan(before);
    expect(two).toEqual(one);
    await expect(say(under.client2, { Text: sentence, VoiceId: 'Ruth', Engine: 'standard' })).rejects.toThrow(
      expect.objectContaining({ name: 'EngineNotSupportedException' }),
    );
  });

  it('speaks once for the audio and the marks of a text', async () => {
    const Text = 'Said once, and once only.';
    const { syntheses } = await under.polly.control();
    await Promise.all([say(under.client, { Text }), marksOf(under.client, { Text }), marksOf(under.client, { Text })]);
    await say(under.client, { Text });
    expect((await under.polly.control()).syntheses).toBe(syntheses + 1);
    await say(under.client, { Text, VoiceId: 'Matthew' });
    expect((await under.polly.control()).syntheses).toBe(syntheses + 2);
  });

  it('hears the difference between voices, languages, paces, volumes and pauses', async () => {
    const ssml = (inside: string) =>
      say(under.client, { Text: `<speak>${inside}</speak>`, TextType: 'ssml', OutputFormat: 'pcm' });
    const [plain, slow, soft, paused, spanish, man] = await Promise.all([
      ssml('no more'),
      ssml('<prosody rate="50%">no more</prosody>'),
      ssml('<prosody volume="silent">no more</prosody>'),
      ssml('no more<break time="2s"/>'),
      ssml('<lang xml:lang="es-ES">no more</lang>'),
      say(under.client, { Text: 'no more', VoiceId: 'Matthew', OutputFormat: 'pcm' }),
    ]);
    expect(slow.bytes.length).toBeGreaterThan(plain.bytes.length * 1.4);
    expect(soft.bytes.every((byte) => byte === 0)).toBe(true);
    expect((paused.bytes.length - plain.bytes.length) / 2 / 16_000).toBeCloseTo(2, 2);
    expect(spanish.bytes.equals(plain.bytes)).toBe(false);
    expect(man.bytes.equals(plain.bytes)).toBe(false);
  });

  it('cuts speech off after ten minutes', async () => {
    const Text = `<speak>${'<break time="10s"/>'.repeat(70)}</speak>`;
    const { bytes } = await say(under.client, { Text, TextType: 'ssml', OutputFormat: 'pcm', SampleRate: '8000' });
    expect(bytes.length / 2 / 8000).toBe(600);
  });

  it('answers an empty text with audio, and no marks', async () => {
    expect((await say(under.client, { Text: '' })).characters).toBe(0);
    expect(
      (await marksOf(under.client, { Text: ' 😀 ', TextType: 'text' })).marks.filter(({ type }) => type === 'word'),
    ).toEqual([]);
  });
});

describe('Limits', () => {
  it.each<[string, string, 'text' | 'ssml', boolean]>([
    ['3,000 billed characters', 'é'.repeat(3000), 'text', true],
    ['3,001 billed characters', 'é'.repeat(3001), 'text', false],
    ['3,000 billed entities', `<speak>${'&#97;'.repeat(1000)}${'b'.repeat(900)}</speak>`, 'ssml', true],
    ['6,000 characters with tags', `<speak><!--${'x'.repeat(6000 - 22)}--></speak>`, 'ssml', true],
    ['6,001 characters with tags', `<speak><!--${'x'.repeat(6001 - 22)}--></speak>`, 'ssml', false],
    ['3,000 billed emoji', '😀'.repeat(3000), 'text', true],
    ['3,001 billed characters in SSML', `<speak>${'a '.repeat(1500)}b</speak>`, 'ssml', false],
  ])('%s', async (_, Text, TextType, allowed) => {
    const asked = say(under.client, { Text, TextType, OutputFormat: 'json', SpeechMarkTypes: ['sentence'] });
    if (allowed) expect((await asked).characters).toBeGreaterThanOrEqual(0);
    else await expect(asked).rejects.toThrow(expect.objectContaining({ name: 'TextLengthExceededException' }));
  });
});

describe('Errors', () => {
  it.each<[string, number, object]>([
    ['InvalidSsmlException', 400, { Text: '<speak>Fish & chips</speak>', TextType: 'ssml' }],
    ['EngineNotSupportedException', 400, { VoiceId: 'Zeina' }],
    ['EngineNotSupportedException', 400, { VoiceId: 'Matthew', Engine: undefined }],
    ['LanguageNotSupportedException', 400, { LanguageCode: 'es-ES' }],
    ['MarksNotSupportedForFormatException', 400, { SpeechMarkTypes: ['word'] }],
    ['SsmlMarksNotSupportedForTextTypeException', 400, { OutputFormat: 'json', SpeechMarkTypes: ['ssml'] }],
    ['InvalidSampleRateException', 400, { SampleRate: '11025' }],
    ['InvalidSampleRateException', 400, { OutputFormat: 'pcm', SampleRate: '24000' }],
    ['LexiconNotFoundException', 404, { LexiconNames: ['none'] }],
    ['ValidationException', 400, { VoiceId: 'Nobody' }],
    ['ValidationException', 400, { Engine: 'diesel' }],
    ['ValidationException', 400, { VoiceId: undefined }],
    ['ValidationException', 400, { OutputFormat: 'json' }],
    ['ValidationException', 400, { OutputFormat: 'json', SpeechMarkTypes: ['word'], Engine: 'generative' }],
    ['ValidationException', 400, { LexiconNames: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['SerializationException', 400, { Text: 7 }],
    ['NotImplementedException', 501, { OutputFormat: 'mulaw' }],
    ['NotImplementedException', 501, { OutputFormat: 'json', SpeechMarkTypes: ['viseme'] }],
  ])('%s (%d) answers %j', async (name, status, change) => {
    const refused: unknown = await say(under.client, { Text: 'Hello', ...change }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name, $metadata: { httpStatusCode: status, requestId: expect.any(String) } });
    expect((refused as Error).message).not.toBe('');
  });

  it('answers what it does not know with 501 and its name', async () => {
    const task = new StartSpeechSynthesisTaskCommand({
      OutputFormat: 'mp3',
      OutputS3BucketName: 'b',
      Text: 't',
      VoiceId: 'Joanna',
    });
    await expect(under.client.send(task)).rejects.toThrow(/StartSpeechSynthesisTask is not part of the local Polly/);
    for (const path of ['/v1/synthesisStream', '/v1/nothing', '/_control', '/v1/../_control', '//_control']) {
      expect((await fetch(under.url + path, { method: 'POST', body: '{}' })).status).toBe(501);
    }
  });

  it('refuses a body that is no JSON object, and one that is too long', async () => {
    const post = (body: string) => fetch(`${under.url}/v1/speech`, { method: 'POST', body });
    for (const body of ['{', '[]', '"x"', 'null']) {
      const reply = await post(body);
      expect([reply.status, reply.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
    }
    expect((await post(JSON.stringify({ Text: 'x'.repeat(2 ** 20) }))).status).toBe(413);
  });
});

describe('DescribeVoices', () => {
  const ids = async (input: DescribeVoicesCommandInput) =>
    (await under.client.send(new DescribeVoicesCommand(input))).Voices?.map(({ Id }) => Id);

  it('lists voices by engine and language', async () => {
    expect(await ids({ LanguageCode: 'ar-AE' })).toEqual(['Hala', 'Zayd']);
    expect(await ids({ LanguageCode: 'arb', Engine: 'neural' })).toEqual([]);
    expect(await ids({ LanguageCode: 'en-US', Engine: 'neural', IncludeAdditionalLanguageCodes: true })).toContain(
      'Hala',
    );
    expect(await ids({ LanguageCode: 'en-US', Engine: 'standard' })).toEqual(['Joanna']);
    const all = await under.client.send(new DescribeVoicesCommand({}));
    expect(all.Voices?.find(({ Id }) => Id === 'Sergio')).toEqual({
      Id: 'Sergio',
      Name: 'Sergio',
      Gender: 'Male',
      LanguageCode: 'es-ES',
      LanguageName: 'Castilian Spanish',
      SupportedEngines: ['neural', 'generative'],
    });
  });
});

describe('Lexicons', () => {
  const Content = `<?xml version="1.0" encoding="UTF-8"?>
    <lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">
      <lexeme><grapheme>HPA</grapheme><alias>Harbour Pilots Association</alias></lexeme>
    </lexicon>`;

  it('change how a text sounds, but not where its words stand', async () => {
    await under.client.send(new PutLexiconCommand({ Name: 'harbour', Content }));
    const { LexiconAttributes } = await under.client.send(new GetLexiconCommand({ Name: 'harbour' }));
    expect(LexiconAttributes).toMatchObject({
      LanguageCode: 'en-US',
      LexemesCount: 1,
      Alphabet: 'ipa',
      Size: Content.length,
    });
    expect(LexiconAttributes?.LastModified).toBeInstanceOf(Date);
    const Text = 'The HPA agreed.';
    const plain = await say(under.client, { Text });
    const replaced = await say(under.client, { Text, LexiconNames: ['harbour'] });
    expect(replaced.bytes.length).toBeGreaterThan(plain.bytes.length);
    const { marks } = await marksOf(under.client, { Text, LexiconNames: ['harbour'], SpeechMarkTypes: ['word'] });
    expect(marks.map(({ value }) => value)).toEqual(['The', 'HPA', 'agreed']);
    const spanish = { Text, VoiceId: 'Lucia' as const };
    expect(await say(under.client, { ...spanish, LexiconNames: ['harbour'] })).toEqual(
      await say(under.client, spanish),
    );
  });

  it('are listed and deleted', async () => {
    await under.client.send(new PutLexiconCommand({ Name: 'harbour', Content }));
    expect((await under.client.send(new ListLexiconsCommand({}))).Lexicons?.map(({ Name }) => Name)).toEqual([
      'harbour',
    ]);
    await under.client.send(new DeleteLexiconCommand({ Name: 'harbour' }));
    expect((await under.client.send(new ListLexiconsCommand({}))).Lexicons).toEqual([]);
    await expect(under.client.send(new GetLexiconCommand({ Name: 'harbour' }))).rejects.toThrow(
      expect.objectContaining({ name: 'LexiconNotFoundException' }),
    );
  });
});
