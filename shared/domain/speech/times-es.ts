import { after, before } from './abbreviations.ts';
import { pointOutside, shortMonths } from './abbreviations-es.ts';
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

/** An hour and its minutes; full hours are “horas”, but not the first: “a la una”. */
function timeOf(written: string, minutes: number, hours = ''): string {
  const hour = hourOf(written);
  if (minutes > 0) return `${hour} y ${minutes}${hours}`;
  return hour === 'una' ? hour : `${hour} horas`;
}

const opening = /(?:(?<!\p{L})(?:[Ll]as?|[Dd]e) |\d a )$/u;
const lengthBefore =
  /(?<!\p{L})(?:en|con|por|escala|proporción|ratio|(?:tiempo|ventaja|diferencia) de) (?:s[oó]lo )?$/iu;
const lengthAfter = /^ ?(?:min(?!\p{L})|minutos|seg(?!\p{L})|segundos|de (?:ventaja|diferencia|retraso))/u;

/** “con 1:05 de ventaja”, “escala 1:50”: no time of the day. One o'clock only has its words around it. */
function isClock(found: RegExpExecArray): boolean {
  const [written, hour = ''] = found;
  const [left, right] = [before(found), after(found)];
  if (lengthAfter.test(right) || lengthBefore.test(left)) return false;
  if (Number(hour) !== 1 || !written.includes(':')) return true;
  return opening.test(left) && (!/[Dd]e $/.test(left) || /^ a \d/.test(right));
}

/** Minutes and seconds behind hours, or seconds behind minutes: there “m” is no metre. */
function lengthOf(hours = '', minutes = '', seconds = ''): string {
  const parts: [string, string][] = [
    [hours, 'hora'],
    [minutes, 'minuto'],
    [seconds, 'segundo'],
  ];
  return parts
    .filter(([count]) => count !== '')
    .map(([count, word]) => `${count} ${word}${Number(count) === 1 ? '' : 's'}`)
    .join(' ');
}

/** A time that is written with a point, as a number is. */
const pointed = '([01]?\\d|2[0-3])\\.([0-5]\\d)(?![\\p{L}\\p{N}%€$£]|[ \\u00a0][%€$£]|[.,:]\\d)';
/** No amount of a thing, as “las 2.50 libras” is. */
const noThing = '(?! (?!horas|mientras)(?:\\p{L}{3,20}as|veces|mil|millones)(?!\\p{L}))';
/** What may stand behind “de 9.00 a 14.00”; amounts have their thing there. */
const closing = '(?=[.,;:)»”!?]|$| \\(| (?:y|de|en|los|el|todos|cada|con)(?!\\p{L}))';
/** Verbs of values, not of doors. */
const changed =
  /(?<!\p{L})(?:pas|sub|baj|ca[eíy]|aument|crec|redu[cjz]|asc|desc|mejor|empeor)\p{L}{0,8} (?:\p{L}{1,12} )?de $/iu;

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
      // “1 set” is of tennis, also where a sentence ends; “5 mar” is nothing.
      const unsure = year === undefined && (short === 'set' || (short === 'mar' && !written.endsWith('.')));
      return unsure ? undefined : `${day} de ${shortMonths[short]}${year === undefined ? '' : ` de ${year}`}`;
    },
  ),
  // 6.30 pm, 9 p. m.
  pointOutside(
    saying(
      new RegExp(
        '(?<![\\p{L}\\p{N}.,:/-])(?:([Ll])as (?=0?1(?!\\d)))?(1[0-2]|0?[1-9])' +
          '(?:[.:]([0-5]\\d))? ?([ap]\\. ?m\\.|[ap]m|AM|PM)(?![\\p{L}\\p{N}])',
        'gu',
      ),
      ([, article, hour = '', minutes, half = '']) => {
        const past = Number(minutes ?? 0) > 0 ? ` y ${Number(minutes)}` : '';
        return `${article === undefined ? '' : `${article}a `}${hourOf(hour)}${past} ${halfOf(hour, half)}`;
      },
    ),
  ),
  // A las 12 m., as the Americas write noon.
  pointOutside(
    saying(
      /(?<=(?<!\p{L})[Ll]as )12 m\.?(?![\p{L}\p{N}/²³]| de (?!hoy|ayer|est[ea]|la|el))/gu,
      () => '12 del mediodía',
    ),
  ),
  // 2h 15m, 2 h 15 min, 15m 30s
  saying(
    /(?<![\p{L}\p{N}.,:/-])(\d{1,3}) ?h ?(\d{1,2}) ?m(?:in)?(?: ?(\d{1,2}) ?s)?(?![\p{L}\p{N}/²³])/gu,
    ([, hours, minutes, seconds]) => lengthOf(hours, minutes, seconds),
  ),
  saying(/(?<![\p{L}\p{N}.,:/-])([1-5]?\d)(?:m| ?min) ?(\d{1,2}) ?s(?![\p{L}\p{N}/²³])/gu, ([, minutes, seconds]) =>
    lengthOf(undefined, minutes, seconds),
  ),
  saying(/(?<=\d ?h(?:oras?)? y )(\d{1,2}) ?m(?![\p{L}\p{N}/²³])/gu, ([, minutes]) => lengthOf(undefined, minutes)),
  // A las 01:15: one o'clock is singular, whatever is written.
  pointOutside(
    saying(
      new RegExp(
        `(?<!\\p{L})([Ll])as 0?1(?::([0-5]\\d)(?:${sign})?|\\.([0-5]\\d)(?:${sign})?${noThing})( horas)?` +
          '(?![\\p{L}\\p{N}%€$£]|[ \\u00a0][%€$£]|[.:,]\\d)',
        'gu',
      ),
      ([, letter = '', colon, point, hours]) => `${letter}a ${timeOf('1', Number(colon ?? point), hours)}`,
    ),
  ),
  // De 9.00 a 14.00: not so “pasó de 2.10 a 2.35”.
  pointOutside(
    saying(new RegExp(`(?<=(?<!\\p{L})de )${pointed} a ${pointed}(?:${sign}| horas)?${closing}`, 'giu'), (found) => {
      const [, from = '', minutes = '', to = '', last = ''] = found;
      // Before six nobody opens: those are prices and marks.
      if (Math.max(Number(from), Number(to)) < 6 || changed.test(before(found, 40))) return undefined;
      if (!/[05]$/.test(minutes) || !/[05]$/.test(last)) return undefined;
      return `${timeOf(from, Number(minutes))} a ${timeOf(to, Number(last))}`;
    }),
  ),
  // 18:30, 18.30 h, 18:00 horas
  pointOutside(
    saying(
      new RegExp(
        '(?<![\\p{L}\\p{N}.,:/]|(?<!:\\d\\d)-)([01]?\\d|2[0-3])' +
          `(?::([0-5]\\d)(?:${sign})?|\\.([0-5]\\d)(?:${sign}|(?= horas)))( horas)?(?!\\p{N}|[.:,]\\d)`,
        'gu',
      ),
      (found) => {
        const [, hour = '', colon, point, hours] = found;
        return isClock(found) ? timeOf(hour, Number(colon ?? point), hours) : undefined;
      },
    ),
  ),
  // A las 20.45, a la 1.30
  saying(
    new RegExp(
      '(?<=(?<!\\p{L})(?:las (?:\\d{1,2}\\.\\d\\d(?:[-–/]|, | [yo] )){0,3}|' +
        '(?:a|de|hacia|sobre|desde|hasta) la (?=0?1\\.)))' +
        `${pointed}${noThing}`,
      'giu',
    ),
    ([, hour = '', minutes]) => timeOf(hour, Number(minutes)),
  ),
  saying(/(?<=(?<!\p{L})[Aa] )las? 1(?= de la (?:tarde|madrugada|mañana|noche))/gu, () => 'la una'),
];
