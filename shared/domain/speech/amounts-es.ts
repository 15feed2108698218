import { after } from './abbreviations.ts';
import { type Rule, saying } from './treatment.ts';

const adverb = '(?:no|ya|casi|también|apenas|s[oó]lo|bien|mal|siempre|nunca|aún|todavía|\\p{L}{2,14}mente)';
/**
 * What makes a verb of “ha”: a participle (masculine and singular, as no word beside hectares is), or “de” and an
 * infinitive; those in -ar may be woods (“500 ha de olivar”).
 */
const participle = '\\p{L}{0,16}(?:ado|[ií]do|dicho|hecho|visto|puesto|bierto|muerto|uelto|crito|frito|roto|impreso)';
const infinitive = '\\p{L}{1,12}(?:[ei]r|[aei]r(?:se|l[aeo]s?))|estar|dar';
const verb = `^ (?:${adverb} ){0,2}(?:(?:${participle})|de (?:${infinitive}))(?!\\p{L})`;
const verbAfter = new RegExp(verb, 'u');
/** “En 2024 ha, por fin, caído”: a year is seldom a count of hectares. */
const verbAfterYear = new RegExp(verb.replace('^', '^(?:, [^,.;]{2,24},)?'), 'u');

function isVerbBehind(found: RegExpExecArray): boolean {
  const isYear = /^(?:19|20)\d\d$/.test(found.groups?.first ?? '');
  return (isYear ? verbAfterYear : verbAfter).test(after(found, 60));
}

/** What thousands are counted of: “10k seguidores”; a race and a screen (10k, 4k) are none. */
const counted = /^ (?:de )?\p{Ll}{3,20}s(?!\p{L})/u;

/** “Industria 4.0”, “art. 92.1”: nothing tells that the point stands for a comma. */
function isVersion({ groups: { sign, first = '', second, magnitude } = {} }: RegExpExecArray): boolean {
  return [sign, second, magnitude].every((part) => part === undefined) && /^\d{1,15}\.\d\d?$/.test(first);
}

/** Amounts are left as they are written where they may be none. */
export function surely({ pattern, treat }: Rule): Rule {
  return {
    pattern,
    treat: (found, unit) => {
      const treatment = treat(found, unit);
      if (treatment?.kind !== 'say') return treatment;
      const { before, first = '', second, magnitude, gap = '', unit: measure } = found.groups ?? {};
      const isVerb = measure === 'ha' && isVerbBehind(found);
      const bare = before === undefined && (measure === undefined || isVerb);
      if (bare && isVersion(found)) return undefined;
      if (isVerb) {
        const as = treatment.as.replace(/ hectáreas?$/, '');
        const to = treatment.to - gap.length - 'ha'.length;
        return as === found[0].slice(0, to - found.index) ? undefined : { ...treatment, as, to };
      }
      if (bare && magnitude === 'k' && second === undefined && !counted.test(after(found, 28))) {
        return /^\d{1,3}$/.test(first) ? { ...treatment, as: `${first} k` } : undefined;
      }
      return treatment;
    },
  };
}

const beforeDay =
  '[Ee]l|[Dd]el|[Aa]l|[Ee]st?e|[Aa]quel|[Cc]ada|[Pp]róximo|[Pp]asado|[Úú]ltimo|[Mm]ovimiento|[Mm]archas?|[Hh]uelgas?|' +
  '[Mm]anifestaci(?:ón|ones)|[Cc]oncentraci(?:ón|ones)|[Pp]rotestas?|[Aa]samblea|[Cc]omisión|[Pp]lataforma|' +
  '[Cc]oordinadora|[Cc]onvocatoria|[Jj]ornada|[Ll]ema|[Aa]ctos?|[Ee]mpresa|[Mm]ultinacional|[Cc]ompañía|[Ee]spíritu';

/** Days that are remembered, no millions: el 8M, la marcha 8M, and a company, 3M; also as what is told of: “8M: …”. */
export const rememberedDays: Rule = saying(
  new RegExp(
    `(?:(?<=(?<!\\p{L})(?:${beforeDay}) )(\\d{1,2})M|^(8|15|11)M(?=[:,]))(?![\\p{L}\\p{N}\\p{M}]|[ \\u00a0]?[€$£])`,
    'gu',
  ),
  ([, day, told]) => `${day ?? told} M`,
);
