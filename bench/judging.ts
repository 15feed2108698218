/**
 * `node bench/judging.ts`, and a chapter of `npm run bench`: what it costs to judge a file, in milliseconds of CPU time (as
 * Lambda bills it), for a usual article in each format and for the worst files that we know of. How to read it:
 * bench/README.md.
 */
import { readConcept } from '../functions/ingest-article/read-concept.ts';
import { readDraft } from '../functions/ingest-article/read-draft.ts';
import { htmlOfBlocks } from '../shared/domain/blocks.ts';
import { readConceptKey } from '../shared/domain/concept-judgement.ts';
import { readArticleKey } from '../shared/domain/upload.ts';
import { percentile } from './client.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';
import { usualArticles } from './usual-articles.ts';

type Say = (line?: string) => void;
type Measured = { file: HostileFile; ms: number };

const now = new Date('2026-11-25T12:00:00Z');
const bars = { usual: 5, hostile: 500, large: 30_000 };
const small = 64 * 1024;
const large = 1024 * 1024;
/** Of each format, those that are measured at 1 MiB too: what is slow there is slow before. */
const mostLarge = 5;

/** CPU milliseconds of this process, its garbage collector included, while something runs. */
function cpuOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Reads a file as ingest-article does, and makes a page's HTML of it; answers whether it was accepted. */
function judge(bytes: Uint8Array, key: string): boolean {
  if (key.startsWith('concepts/')) {
    const concept = readConceptKey(key);
    return !('code' in concept) && readConcept(bytes, concept).concept !== undefined;
  }
  const article = readArticleKey(key);
  const draft = 'code' in article ? undefined : readDraft(bytes, article, now).draft;
  return draft !== undefined && htmlOfBlocks(draft.blocks) !== '';
}

function measureUsual(say: Say): void {
  say(`### An article of 1,000 words, warm: median of 200 (bar: ${bars.usual} ms)\n`);
  say('| format | KB | CPU ms | p95 |\n|---|---|---|---|');
  for (const { format, key, text } of usualArticles()) {
    const bytes = Buffer.from(text);
    if (!judge(bytes, key)) throw new Error(`the article in ${format} was rejected`);
    const times = Array.from({ length: 300 }, () => cpuOf(() => judge(bytes, key))).slice(100);
    const [median, high] = [percentile(times, 50), percentile(times, 95)];
    say(`| ${format} | ${(bytes.length / 1024).toFixed(1)} | ${marked(median, bars.usual, 2)} | ${high.toFixed(2)} |`);
  }
  say();
}

/** The least of some runs: what else the computer does only ever adds. */
function measureFile(file: HostileFile, size: number, runs: number): Measured {
  const bytes = Buffer.from(file.make(size - 1024));
  const times = Array.from({ length: runs }, () => cpuOf(() => judge(bytes, file.key)));
  return { file, ms: Math.min(...times) };
}

function measureHostile(say: Say): void {
  const all = [...hostileFiles.values()].flat().length;
  say(
    `### The worst of ${all} hostile files (bars: ${bars.hostile} ms at 64 KB, far from ${bars.large / 1000} s at 1 MiB)\n`,
  );
  say(
    '| format | files | worst at 64 KB | CPU ms | worst of the largest | KB | CPU ms | × its 64 KB |\n|---|---|---|---|---|---|---|---|',
  );
  for (const [format, files] of hostileFiles) {
    const slowest = files.map((file) => measureFile(file, small, 3)).toSorted((a, b) => b.ms - a.ms);
    const [worst] = slowest;
    if (worst === undefined) continue;
    const { largest = large } = worst.file;
    const grown = largest > small ? slowest.slice(0, mostLarge) : [];
    const pairs = grown.map((before) => ({ before, after: measureFile(before.file, largest, 1) }));
    const [most] = pairs.toSorted((a, b) => b.after.ms - a.after.ms);
    const big =
      most === undefined
        ? '– | – | – | –'
        : `${most.after.file.name} | ${largest / 1024} | ${marked(most.after.ms, bars.large, 0)} | ${(most.after.ms / most.before.ms).toFixed(0)}`;
    say(`| ${format} | ${files.length} | ${worst.file.name} | ${marked(worst.ms, bars.hostile, 0)} | ${big} |`);
  }
  say();
}

/** A number, in bold with a warning if it is over its bar. */
function marked(ms: number, bar: number, digits: number): string {
  return ms <= bar ? ms.toFixed(digits) : `**${ms.toFixed(digits)} (over ${bar})**`;
}

export function measureJudging(say: Say): void {
  say('## Judging: CPU milliseconds to read a file and make its HTML\n');
  measureUsual(say);
  measureHostile(say);
}

if (import.meta.main) measureJudging((line = '') => console.log(line));
