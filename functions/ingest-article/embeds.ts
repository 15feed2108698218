import type { Block } from '../../shared/domain/blocks.ts';

type Embed = Extract<Block, { type: 'embed' }>;
type Provider = { provider: string; medium: Embed['medium']; hosts: string[]; path: RegExp };

/** Whose videos, sounds and posts become a card; `path` says which of their addresses are such a thing. */
const providers: Provider[] = [
  {
    provider: 'YouTube',
    medium: 'video',
    hosts: ['youtube.com', 'youtube-nocookie.com', 'm.youtube.com'],
    path: /^\/(watch\?|embed\/|shorts\/|live\/)/,
  },
  { provider: 'YouTube', medium: 'video', hosts: ['youtu.be'], path: /^\/[\w-]{6,}/ },
  { provider: 'Vimeo', medium: 'video', hosts: ['vimeo.com', 'player.vimeo.com'], path: /^\/(video\/)?\d+/ },
  { provider: 'Dailymotion', medium: 'video', hosts: ['dailymotion.com', 'dai.ly'], path: /^\/\w+/ },
  { provider: 'TikTok', medium: 'video', hosts: ['tiktok.com'], path: /^\/(@[^/]+\/video|embed)\// },
  {
    provider: 'Spotify',
    medium: 'audio',
    hosts: ['open.spotify.com'],
    path: /^\/(embed\/)?(episode|show|track|album|playlist)\//,
  },
  { provider: 'SoundCloud', medium: 'audio', hosts: ['soundcloud.com', 'w.soundcloud.com'], path: /^\/[^/]+/ },
  {
    provider: 'Apple Podcasts',
    medium: 'audio',
    hosts: ['podcasts.apple.com', 'embed.podcasts.apple.com'],
    path: /^\/.+/,
  },
  {
    provider: 'X',
    medium: 'social',
    hosts: ['x.com', 'twitter.com', 'mobile.twitter.com'],
    path: /^\/\w+\/status\/\d+/,
  },
  { provider: 'Bluesky', medium: 'social', hosts: ['bsky.app'], path: /^\/profile\/[^/]+\/post\// },
  { provider: 'Instagram', medium: 'social', hosts: ['instagram.com'], path: /^\/(p|reel|tv)\// },
  { provider: 'Facebook', medium: 'social', hosts: ['facebook.com'], path: /^\/.+\/(posts|videos)\/|^\/watch/ },
  { provider: 'Mastodon', medium: 'social', hosts: ['mastodon.social'], path: /^\/@[^/]+\/\d+/ },
];

/** The card for an address, if it is a video, a sound or a post of somebody on the list; https only. */
export function embedOf(address: string, title?: string): Embed | undefined {
  const https = address.startsWith('//') ? `https:${address}` : address;
  if (!URL.canParse(https)) return undefined;
  const url = new URL(https);
  const host = url.hostname.replace(/^www\./, '');
  const found = providers.find(({ hosts, path }) => hosts.includes(host) && path.test(`${url.pathname}${url.search}`));
  if (found === undefined || url.protocol !== 'https:' || url.username !== '') return undefined;
  const { provider, medium } = found;
  return { type: 'embed', href: url.href, provider, medium, ...(title === undefined || title === '' ? {} : { title }) };
}
