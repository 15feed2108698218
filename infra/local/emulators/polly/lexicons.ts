import { PollyError } from './polly-error.ts';
import { decodeXml, XmlError, type XmlToken, xmlTokens } from './xml-tokens.ts';

/** What is said instead of a written form. */
export type Lexeme = { graphemes: string[]; alias: string | undefined };

export type Lexicon = {
  name: string;
  content: string;
  language: string;
  alphabet: string;
  lexemes: Lexeme[];
  /** Epoch seconds. */
  modified: number;
};

/** Pronunciation lexicons of this account, up to Polly's 100. They live as long as the process. */
export type Lexicons = {
  put(name: string, content: string): void;
  /** Throws LexiconNotFoundException. */
  get(name: string): Lexicon;
  delete(name: string): void;
  list(): Lexicon[];
};

export function openLexicons(): Lexicons {
  const kept = new Map<string, Lexicon>();
  const get = (name: string) => {
    const lexicon = kept.get(name);
    if (lexicon === undefined) throw new PollyError('LexiconNotFoundException', `There is no lexicon ${name}`);
    return lexicon;
  };
  return {
    put(name, content) {
      if (!/^[0-9A-Za-z]{1,20}$/.test(name)) {
        throw new PollyError('ValidationException', `A lexicon's name is 1 to 20 letters and digits, not “${name}”`);
      }
      if (!kept.has(name) && kept.size >= 100) {
        throw new PollyError('MaxLexiconsNumberExceededException', 'An account keeps at most 100 lexicons: delete one');
      }
      kept.set(name, { name, content, modified: Math.floor(Date.now() / 1000), ...parseLexicon(content) });
    },
    get,
    delete(name) {
      get(name);
      kept.delete(name);
    },
    list: () => [...kept.values()],
  };
}

/**
 * A lexicon in PLS, www.w3.org/TR/pronunciation-lexicon: its language, alphabet and lexemes. `<phoneme>` is read over:
 * eSpeak NG says such a word as it is written.
 */
export function parseLexicon(content: string): Pick<Lexicon, 'language' | 'alphabet' | 'lexemes'> {
  if (content.length > 4000) {
    throw new PollyError(
      'LexiconSizeExceededException',
      `A lexicon has at most 4,000 characters, not ${content.length}`,
    );
  }
  try {
    return readLexicon(content);
  } catch (error) {
    if (error instanceof XmlError) throw new PollyError('InvalidLexiconException', `Invalid lexicon: ${error.message}`);
    throw error;
  }
}

function readLexicon(content: string): Pick<Lexicon, 'language' | 'alphabet' | 'lexemes'> {
  const reading: Reading = { lexemes: [], open: [], root: undefined };
  let text = '';
  for (const token of xmlTokens(content)) {
    if (token.kind === 'text') text += decodeXml(content, token.start, token.end);
    else if (token.kind === 'open') {
      readOpening(reading, token);
      text = '';
    } else {
      if (reading.open.pop() !== token.name) throw wrong(`</${token.name}> closes another tag`);
      keep(reading.lexemes.at(-1), token.name, text.trim());
    }
  }
  const { root, open, lexemes } = reading;
  if (root === undefined || open.length > 0) throw wrong('<lexicon> is missing or never closed');
  const language = root.get('xml:lang');
  const alphabet = root.get('alphabet') ?? '';
  if (language === undefined) throw wrong('<lexicon> needs xml:lang');
  if (alphabet !== 'ipa' && alphabet !== 'x-sampa') {
    throw new PollyError('UnsupportedPlsAlphabetException', `The alphabet must be ipa or x-sampa, not “${alphabet}”`);
  }
  return { language, alphabet, lexemes };
}

type Reading = { lexemes: Lexeme[]; open: string[]; root: Map<string, string> | undefined };

function readOpening(reading: Reading, { name, attributes, selfClosing }: XmlToken & { kind: 'open' }): void {
  if (reading.open.length === 0) {
    if (name !== 'lexicon' || reading.root !== undefined) throw wrong('it must be one <lexicon>');
    reading.root = attributes;
  }
  if (name === 'lexeme') reading.lexemes.push({ graphemes: [], alias: undefined });
  if (!selfClosing) reading.open.push(name);
}

function keep(lexeme: Lexeme | undefined, tag: string, text: string): void {
  if (lexeme === undefined) return;
  if ((tag === 'alias' || tag === 'phoneme') && text.length > 100) {
    throw new PollyError(
      'MaxLexemeLengthExceededException',
      `A replacement has at most 100 characters: “${text.slice(0, 20)}…”`,
    );
  }
  if (tag === 'grapheme' && text !== '') lexeme.graphemes.push(text);
  if (tag === 'alias') lexeme.alias ??= text;
}

function wrong(why: string): PollyError {
  return new PollyError('InvalidLexiconException', `Invalid lexicon: ${why}`);
}
