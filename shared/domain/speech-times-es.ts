import { pointOutside, shortMonths } from './speech-abbreviations-es.ts';
import { edge, oneOf, type Rule, saying } from './treatment.ts';

/** Both hours that are not said as numbers are: “la una”, “las veintiuna”. */
function hourOf(hour: string): string {
  const value = Number(hour);
  return value === 1 ? 'una' : value === 21 ? 'veintiuna' : String(value);
}

/** The half of a day that goes with an hour of the clock. */
function halfOf(hour: string, half: string): string {
  const value = Number(hour);
  // At 12 the half is not the one of the hour before: 12 am is midnight.
  if (/a/i.test(half)) return value === 12 ? 'de la noche' : 'de la mañana';
  if (value === 12) return 'del mediodía';
  return value > 7 ? 'de la noche' : 'de la tarde';
}

const sign = ' ?(?:h|hs|hrs)\\.?(?!\\p{L})';

export const spanishTimes: readonly Rule[] = [
  // 24 nov 2026, 3 Nov.
  saying(
    new RegExp(
      `(?<![\\p{L}\\p{N}.,/-])(\\d{1,2})[ -](${oneOf(Object.keys(shortMonths))})\\.?(?:[ -](\\d{4}))?${edge.after}`,
      'giu',
    ),
    ([written, day, month = '', year]) => {
      const short = month.toLowerCase();
      // “1 set” is of tennis, “5 mar” nothing.
      const unsure = /^(?:mar|set)$/.test(short) && year === undefined && !written.endsWith('.');
      return unsure ? undefined : `${day} de ${shortMonths[short]}${year === undefined ? '' : ` de ${year}`}`;
    },
  ),
  // 6.30 pm, 9 p. m.
  pointOutside(
    saying(
      /(?<![\p{L}\p{N}.,:/-])(1[0-2]|0?[1-9])(?:[.:]([0-5]\d))? ?([ap]\. ?m\.|[ap]m|AM|PM)(?![\p{L}\p{N}])/gu,
      ([, hour = '', minutes, half = '']) =>
        `${hourOf(hour)}${Number(minutes ?? 0) > 0 ? ` y ${Number(minutes)}` : ''} ${halfOf(hour, half)}`,
    ),
  ),
  // 18:30, 18.30 h, 18:00 horas
  pointOutside(
    saying(
      new RegExp(
        '(?<![\\p{L}\\p{N}.,:/]|(?<!:\\d\\d)-)([01]?\\d|2[0-3])' +
          `(?::([0-5]\\d)(?:${sign})?|\\.([0-5]\\d)(?:${sign}|(?= horas)))( horas)?(?!\\p{N}|[.:,]\\d)`,
        'gu',
      ),
      ([, written = '', colon, point, hours = '']) => {
        const minutes = Number(colon ?? point);
        const hour = hourOf(written);
        if (minutes > 0) return `${hour} y ${minutes}${hours}`;
        return hour === 'una' ? hour : `${hour} horas`;
      },
    ),
  ),
  saying(/(?<=(?<!\p{L})[Aa] la )1(?= de la (?:tarde|madrugada|mañana|noche))/gu, () => 'una'),
];
