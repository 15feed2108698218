import { espeakRate } from './espeak.ts';

/** Samples that one step yields. */
const step = 24_576;
/** Zero crossings of the filter on either side of a sample, at the lower of both rates. */
const reach = 8;

/** A windowed sinc, one row of `taps` for each of `up` places between two input samples. */
type Filter = { up: number; down: number; half: number; taps: number; table: Float32Array };

const filters = new Map<number, Filter>();

/**
 * Samples of 16 bits at eSpeak's rate as floats (−1 to 1) at another rate, piece by piece. **Each piece is overwritten
 * by the next**: encode or copy it at once.
 */
export function* resample(samples: Int16Array, rate: number): Generator<Float32Array> {
  const filter = filters.get(rate) ?? filterFor(rate);
  filters.set(rate, filter);
  const { up, down, half, taps } = filter;
  const total = Math.floor((samples.length * up) / down);
  const output = new Float32Array(Math.min(step, total));
  const input = new Float32Array(Math.ceil((step * down) / up) + taps + 1);
  for (let done = 0; done < total; done += step) {
    const count = Math.min(step, total - done);
    const place = done * down;
    const first = Math.floor(place / up) - half + 1;
    for (let at = 0; at < input.length; at++) input[at] = (samples[first + at] ?? 0) / 32_768;
    convolve(filter, input, place % up, output, count);
    yield count === output.length ? output : output.subarray(0, count);
  }
}

function convolve(
  { up, down, taps, table }: Filter,
  input: Float32Array,
  start: number,
  output: Float32Array,
  count: number,
) {
  let base = 0;
  let phase = start;
  for (let at = 0; at < count; at++) {
    const row = phase * taps;
    let sum = 0;
    // Four at a time: this loop is most of the work. Every place lies inside its array.
    for (let tap = 0; tap < taps; tap += 4) {
      sum +=
        Number(input[base + tap]) * Number(table[row + tap]) +
        Number(input[base + tap + 1]) * Number(table[row + tap + 1]) +
        Number(input[base + tap + 2]) * Number(table[row + tap + 2]) +
        Number(input[base + tap + 3]) * Number(table[row + tap + 3]);
    }
    output[at] = sum;
    phase += down;
    while (phase >= up) {
      phase -= up;
      base++;
    }
  }
}

function filterFor(rate: number): Filter {
  const divisor = commonDivisor(espeakRate, rate);
  const up = rate / divisor;
  const down = espeakRate / divisor;
  const cutoff = Math.min(1, rate / espeakRate);
  // Even, so that the taps come in fours.
  const half = 2 * Math.ceil(reach / cutoff / 2);
  const taps = 2 * half;
  const table = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    for (let tap = 0; tap < taps; tap++) row[tap] = windowedSinc((phase / up - (tap - half + 1)) * cutoff);
    const weight = row.reduce((sum, value) => sum + value, 0);
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / weight;
  }
  return { up, down, half, taps, table };
}

function windowedSinc(place: number): number {
  if (place === 0) return 1;
  if (Math.abs(place) >= reach) return 0;
  const angle = Math.PI * place;
  return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / reach));
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
