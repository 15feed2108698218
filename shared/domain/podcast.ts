import type { Correction } from './article.ts';
import type { Kind } from './article-fields.ts';
import type { Card } from './listing.ts';
import type { ReadyNarration } from './narration.ts';
import { type EditionCode, newsroom } from './newsroom.ts';
import { shelfName } from './section.ts';

/** A podcast: all that an edition publishes, or one section of it (its slug). */
export type Show = { edition: EditionCode; section?: string };

/** An article of a show; only what readers may see, with audio of its very text. */
export type Episode = { card: Card; corrections: Correction[]; narration: ReadyNarration };

/** No episodes unless the newsroom says so: a flash is over in four seconds, the others are to be looked at. */
const unlisted: readonly Kind[] = ['flash', 'gallery', 'infographic'];

/** Whether articles of a kind are episodes. */
export function isForListening(kind: Kind): boolean {
  return newsroom.podcast.kinds?.includes(kind) ?? !unlisted.includes(kind);
}

/** A feed has so many episodes at most, the newest. */
export const mostEpisodes = 100;

/** The side of a show's cover, in pixels: what Apple asks for at least. */
export const coverSide = 1400;

/** Apple takes so many bytes of a description (https://help.apple.com/itc/podcasts_connect/#/itcb54353390). */
const mostBytes = 4000;

type Words = { voice: string; article: string; corrections: Record<Correction['kind'], string> };

const words: Record<EditionCode, Words> = {
  en: {
    voice: 'Read by a synthetic voice',
    article: 'Read the article',
    corrections: { correction: 'Correction', clarification: 'Clarification', update: 'Update' },
  },
  es: {
    voice: 'Leído por una voz sintética',
    article: 'Leer el artículo',
    corrections: { correction: 'Corrección', clarification: 'Aclaración', update: 'Actualización' },
  },
  ar: {
    voice: 'يقرؤه صوت اصطناعي',
    article: 'اقرأ المقال',
    corrections: { correction: 'تصحيح', clarification: 'توضيح', update: 'تحديث' },
  },
};

/** What a show is called: the newspaper's name, and that of the section or the edition. */
export function titleOf({ edition, section }: Show): string {
  const name = section === undefined ? undefined : shelfName('section', section, edition);
  return `${newsroom.name}: ${name ?? newsroom.editions[edition].name}`;
}

/** Says to listeners, in their language, that no human being is speaking. */
export function disclosureOf(edition: EditionCode): string {
  return words[edition].voice;
}

/** Who wrote an article, in the words of its edition, else whom it was taken from; undefined if neither is known. */
export function authorsOf({
  edition,
  byline,
  source,
}: Pick<Card, 'edition' | 'byline' | 'source'>): string | undefined {
  if (byline.length === 0) return source;
  return new Intl.ListFormat(edition).format(byline.map(({ name }) => name));
}

/** Where a show's feed (`xml`) or cover (`png`) is, as a path on the site. */
export function podcastPath({ edition, section }: Show, ending: 'xml' | 'png'): string {
  return `/podcast/${edition}${section === undefined ? '' : `/${section}`}.${ending}`;
}

/**
 * A show's feed: RSS 2.0 (https://www.rssboard.org/rss-specification) with what Apple asks for
 * (https://podcasters.apple.com/support/823-podcast-requirements) and the podcast namespace
 * (https://podcastindex.org/namespace/1.0). `site` is `https://…` without a slash at its end, `guid` that of `podcastGuid`,
 * unless the newsroom has written down another; `episodes` are the newest first. The same episodes are the same text.
 */
export function podcastFeed(show: Show, episodes: readonly Episode[], site: string, guid: string): string {
  const { edition } = show;
  const title = titleOf(show);
  const { description, cover = `${site}${podcastPath(show, 'png')}`, ...whole } = newsroom.editions[edition].podcast;
  const own = show.section === undefined ? whole : {};
  const { category, owner, appleCode } = newsroom.podcast;
  const channel = [
    element('title', title),
    element('link', `${site}/`),
    element('atom:link', [], { href: `${site}${podcastPath(show, 'xml')}`, rel: 'self', type: 'application/rss+xml' }),
    element('description', `${description} ${disclosureOf(edition)}.`),
    element('language', edition),
    element('image', [element('url', cover), element('title', title), element('link', `${site}/`)]),
    element('itunes:author', newsroom.name),
    ...(owner === undefined
      ? []
      : [
          element('copyright', `© ${owner.name}`),
          element('itunes:owner', [element('itunes:name', owner.name), element('itunes:email', owner.email)]),
        ]),
    element('itunes:image', [], { href: cover }),
    element('itunes:category', [], { text: category }),
    element('itunes:explicit', 'false'),
    element('itunes:type', 'episodic'),
    // Where directories are to look from now on (https://help.apple.com/itc/podcasts_connect/#/itcb54353390).
    ...(own.newFeed === undefined ? [] : [element('itunes:new-feed-url', own.newFeed)]),
    element('podcast:guid', own.guid ?? guid),
    element('podcast:medium', 'podcast'),
    ...(appleCode === undefined ? [] : [element('podcast:txt', appleCode, { purpose: 'applepodcastsverify' })]),
    syntheticVoice,
    ...episodes.map((episode) => itemOf(episode, site)),
  ];
  const rss = element('rss', [element('channel', channel)], {
    version: '2.0',
    'xmlns:atom': 'http://www.w3.org/2005/Atom',
    'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
    'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
    'xmlns:podcast': 'https://podcastindex.org/namespace/1.0',
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${rss}`;
}

/** What hosts and players have agreed on for now (https://github.com/Podcastindex-org/podcast-namespace/discussions/753). */
const syntheticVoice = element('podcast:txt', 'true', { purpose: 'ai-content' });

function itemOf(episode: Episode, site: string): string {
  const { card, narration } = episode;
  const { mp3, vtt, chapters, bytes, durationSeconds } = narration;
  const transcript = { url: `${site}${vtt}`, type: 'text/vtt', language: card.edition, rel: 'captions' };
  return element('item', [
    // Stays through every correction, while corrected audio has an address of its own.
    element('guid', card.id, { isPermaLink: 'false' }),
    element('title', card.headline),
    element('link', `${site}${card.url}`),
    element('description', [cdata(notesOf(episode, site, mostBytes))]),
    element('content:encoded', [cdata(notesOf(episode, site))]),
    element('pubDate', mailDate(card.publishedAt)),
    element('enclosure', [], { url: `${site}${mp3}`, length: String(bytes), type: 'audio/mpeg' }),
    element('itunes:author', authorsOf(card) ?? newsroom.name),
    // They wrote what is “read verbatim on air”, in the taxonomy's words (https://podcasting2.org/podcast-namespace/tags/person).
    ...card.byline.map(({ name }) => element('podcast:person', name, { role: 'author', group: 'writing' })),
    element('itunes:duration', String(Math.max(1, Math.round(durationSeconds)))),
    element('itunes:explicit', 'false'),
    element('podcast:transcript', [], transcript),
    ...(chapters === undefined
      ? []
      : [element('podcast:chapters', [], { url: `${site}${chapters}`, type: 'application/json+chapters' })]),
    syntheticVoice,
  ]);
}

/**
 * An episode's notes in HTML, of the few elements that players show: standfirst, corrections, the article, and who is
 * speaking. Where `most` bytes have no room for all, paragraphs are left out whole: the older corrections, the oldest first,
 * then the standfirst, and the newest correction last of all.
 */
function notesOf({ card, corrections }: Episode, site: string, most = Number.POSITIVE_INFINITY): string {
  const { edition, standfirst, url } = card;
  const { corrections: kinds, article } = words[edition];
  const date = new Intl.DateTimeFormat(edition, { dateStyle: 'long', timeZone: 'UTC' });
  const summary = standfirst === undefined ? [] : [element('p', standfirst)];
  const told = corrections.map(({ kind, at, text }) =>
    element('p', `${kinds[kind]} (${date.format(new Date(at))}): ${text}`),
  );
  const ends = [
    element('p', [element('a', article, { href: `${site}${url}` })]),
    element('p', `${disclosureOf(edition)}.`),
  ];
  const versions = [
    [...summary, ...told],
    ...told.map((_, from) => [...summary, ...told.slice(from)]),
    told.slice(-1),
    summary,
  ];
  const texts = versions.map((version) => [...version, ...ends].join(''));
  return texts.find((text) => new TextEncoder().encode(text).length <= most) ?? ends.join('');
}

/** HTML of ours as it is: it has no `]]>`, for all its text is escaped (https://www.w3.org/TR/xml/#sec-cdata-sect). */
function cdata(html: string): string {
  return `<![CDATA[${html}]]>`;
}

/** (RFC 2822, 3.3). */
function mailDate(time: string): string {
  return new Date(time).toUTCString().replace('GMT', '+0000');
}

/** An element with text, or with elements in it; all text is escaped here and nowhere else. */
function element(name: string, content: string | readonly string[], attributes: Record<string, string> = {}): string {
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const inside = typeof content === 'string' ? escapeXml(content) : content.join('\n');
  return inside === '' ? `<${name}${start.join('')}/>` : `<${name}${start.join('')}>${inside}</${name}>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Text as XML can hold it (https://www.w3.org/TR/xml/#charsets); for what it cannot, the sign of a lost character. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

/** The namespace that shows have their identifiers in (https://podcastindex.org/namespace/1.0#guid). */
const shows = [0xea, 0xd4, 0xc2, 0x36, 0xbf, 0x58, 0x58, 0xc6, 0xa2, 0xc6, 0xa6, 0xb2, 0x8d, 0x12, 0x8c, 0xb6];

/** A show's identifier: a UUID of version 5 (RFC 9562, 5.5) of its feed's address without the scheme. */
export function podcastGuid(feed: string, sha1: (data: Uint8Array) => Uint8Array): string {
  const name = new TextEncoder().encode(feed.replace(/^https?:\/\//, '').replace(/\/+$/, ''));
  const bytes = sha1(new Uint8Array([...shows, ...name])).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
