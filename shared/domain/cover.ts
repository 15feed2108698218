import { sections } from './section.ts';

/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number];

/** The colour of a front page that is of no section. */
const ink: Colour = [31, 41, 55];

/** A section's colour: as far from those of the others as their number allows, and dark enough for white type on it. */
function colourOf(section: string | undefined): Colour {
  const index = section === undefined ? -1 : sections.indexOf(section);
  return index < 0 ? ink : colourOfHue((index * 360) / sections.length);
}

/** Half saturated, a third light (https://www.w3.org/TR/css-color-4/#hsl-to-rgb). */
function colourOfHue(hue: number): Colour {
  const light = 0.33;
  const channel = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    return Math.round(255 * (light - 0.5 * light * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/**
 * A square cover, plain and in the colour of its section (of no section, in the newsroom's), as PNG
 * (https://www.w3.org/TR/png-3/): nothing is drawn on it, so that it says nothing that is not so. `side` is in pixels; one
 * of 300 has some 150 bytes, one of 1,400 some 1,700.
 */
export function coverOf(section: string | undefined, side: number): Uint8Array {
  const size = [...fourBytes(side), ...fourBytes(side)];
  // One bit a pixel, which names the only colour of the palette; compression deflate, filter 0, not interlaced.
  const header = chunk('IHDR', [...size, 1, 3, 0, 0, 0]);
  const palette = chunk('PLTE', colourOf(section));
  // Each row is a byte that says “no filter”, and its pixels: all of them are zero.
  const pixels = chunk('IDAT', zeros(side * (1 + Math.ceil(side / 8))));
  return new Uint8Array([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    ...header,
    ...palette,
    ...pixels,
    ...chunk('IEND', []),
  ]);
}

function fourBytes(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = [...new TextEncoder().encode(type), ...data];
  return [...fourBytes(data.length), ...body, ...fourBytes(crc32(body))];
}

/** (PNG, annex D). */
function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

/**
 * So many zeros as a zlib stream (RFC 1950): one block of fixed Huffman codes (RFC 1951, 3.2.6), a zero and then copies of
 * the byte before.
 */
function zeros(count: number): number[] {
  const bits: number[] = [];
  // Numbers have their lowest bit first, codes their highest.
  const number = (value: number, length: number) => {
    for (let bit = 0; bit < length; bit++) bits.push((value >> bit) & 1);
  };
  const code = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  const zero = () => code(0b0011_0000, 8);
  number(1, 1);
  number(1, 2);
  let left = count;
  for (zero(), left--; left >= 258; left -= 258) {
    // Length 258, distance 1.
    code(0b1100_0101, 8);
    code(0, 5);
  }
  while (left-- > 0) zero();
  code(0, 7);
  const bytes: number[] = [0x78, 0x01];
  for (let at = 0; at < bits.length; at += 8) {
    bytes.push(bits.slice(at, at + 8).reduce((byte, bit, index) => byte | (bit << index), 0));
  }
  // Adler-32: the sum of the bytes is 1 throughout, the sum of the sums is their number.
  return [...bytes, ...fourBytes((count % 65521) * 65536 + 1)];
}
