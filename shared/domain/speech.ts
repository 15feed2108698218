import type { Unit } from './script.ts';

const ssmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export function escapeSsml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ssmlEntities[character] ?? character);
}

/**
 * A unit as Polly hears it. `map` tells for each spoken character which bytes of the SSML came from which place of the
 * unit's text, as [byte from, byte to, text from, text to]: Polly's marks count UTF-8 bytes of the request.
 */
export type Speech = { ssml: string; plain: string; billed: number; map: [number, number, number, number][] };

/** Never spoken: control and zero-width characters, direction marks, tatweel, lone surrogates. */
const unspoken = /^[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u0640\p{Cs}]$/u;
const address = /https?:\/\/\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+/g;
/** “PORT ELLERY, Nov 3 (Harbour Wire) — …”: the place is said, the agency's tag is not. */
const agencyTag = /^(\p{Lu}[^()\n]{1,60}?)\s*\([^()\n]{1,40}\)\s*[-–—]\s*/u;

export function speechOf(unit: Unit): Speech {
  const encoder = new TextEncoder();
  const dropped = droppedFrom(unit);
  const map: Speech['map'] = [];
  let ssml = '<speak>';
  let bytes = ssml.length;
  let plain = '';
  let at = 0;
  let spaced = true;
  for (const character of unit.text) {
    const from = at;
    at += character.length;
    const gap = dropped.find((range) => range.from <= from && from < range.to);
    if (gap !== undefined) {
      if (gap.pause && gap.from === from) {
        ssml += '<break time="300ms"/>';
        bytes += 21;
      }
      continue;
    }
    const space = /\s/u.test(character);
    if ((space && spaced) || (!space && unspoken.test(character))) continue;
    const spoken = space ? ' ' : character;
    const escaped = escapeSsml(spoken);
    const length = encoder.encode(escaped).length;
    map.push([bytes, bytes + length, from, at]);
    ssml += escaped;
    plain += spoken;
    bytes += length;
    spaced = space;
  }
  const billed = [...plain.trim()].length;
  return { ssml: `${ssml}<break time="${unit.pauseMs}ms"/></speak>`, plain, billed, map };
}

function droppedFrom(unit: Unit): { from: number; to: number; pause: boolean }[] {
  const dropped = [...unit.text.matchAll(address)].map((match) => ({
    from: match.index,
    to: match.index + match[0].replace(/[.,;:!?)]+$/, '').length,
    pause: false,
  }));
  const dateline = unit.dateline ? agencyTag.exec(unit.text) : null;
  if (dateline?.[1] !== undefined) dropped.push({ from: dateline[1].length, to: dateline[0].length, pause: true });
  return dropped;
}

/** Characters of a unit that are said. */
export function spokenLength(unit: Unit): number {
  return speechOf(unit).billed;
}

/** What the key of one unit's audio is taken over: everything that changes its sound. */
export function soundOf({ voice }: Unit, { ssml }: Speech): string {
  return JSON.stringify([2, ssml, voice.id, voice.engine, voice.language, voice.marks ?? 'polly', 'mp3', 24000]);
}
