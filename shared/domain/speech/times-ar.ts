import { after, before } from './abbreviations.ts';
import { attached, begin } from './grammar-ar.ts';
import { type Rule, saying } from './treatment.ts';

const end = '(?![\\p{L}\\p{N}\\p{M}])';
const clock = '([01]?\\d|2[0-3])';
const half: Record<string, string> = { ص: ' صباحا', م: ' مساء' };

function timeOf(hour: string, minutes: number, sign = ''): string {
  const rest = minutes === 1 ? 'دقيقة' : minutes === 2 ? 'دقيقتين' : `${minutes} ${minutes <= 10 ? 'دقائق' : 'دقيقة'}`;
  return `${Number(hour)}${minutes === 0 ? '' : ` و${rest}`}${half[sign] ?? ''}`;
}

/** “3:26 دقيقة” is a duration. */
const duration = /^ ?(?:دقيق|دقائق|ساع[ةا]|ثاني|ثوان)/;
const times =
  'الساعة|الساعات|ساعة|تمام|عند|موعد|توقيت|قبل|حتى|منذ|من|إلى|الى|بين|اليوم|يوم|غدا|أمس|مساء|صباح|ظهر|فجر|' +
  'الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت';
const hour = '\\d{1,2}(?::\\d\\d)?(?: ?[صم]| صباحا| مساء)?';
const hourBefore = new RegExp(
  `(?<!\\p{L})[وف]?[بلك]?(?:${times})(?: ال(?:يوم|\\p{L}{4,8}))? ` +
    `(?:${hour} ?(?:[-–،,] ?)?${attached}){0,3}${attached}$`,
  'u',
);
const dayTime = /^ ?(?:صباحا|مساء|ظهرا|عصرا|فجرا|ليلا|بتوقيت|بالتوقيت|(?:ب?ت|ال)وقيت)/;
/** Nothing but a clock: first in its sentence, or behind others of two digits. */
const alone = new RegExp(
  `(?:^|[^\\p{L}\\p{N}\\p{M} ] ?)${attached}(?:\\d\\d:\\d\\d ?(?:[-–،,] ?)?${attached}){0,4}$`,
  'u',
);
/** What is written with the same sign: a result, a ratio, a time that was run, a verse. */
const noClock =
  /نتيجة|فاز|فوز|خسر|هزم|تغلب|نسبة|مقياس|زمن|رقم(?:ه|ها|ا)? (?:ال)?قياسي|استغرق|سورة|آية|إنجيل|يوحنا|لوقا|مرقس/;

/** Whether 18:30 is a time of day. */
function isClock(found: RegExpExecArray, hour: string): boolean {
  const right = after(found);
  if (duration.test(right)) return false;
  if (dayTime.test(right)) return true;
  const cut = found.index > 64 ? 'ا' : '';
  const left = `${cut}${before(found, 64)}`;
  if (/الساعة [^ ]{0,4}$/.test(left)) return true;
  return !noClock.test(left.slice(-40)) && (hourBefore.test(left) || (hour.length === 2 && alone.test(left)));
}

const to = '(?: ?[-–] ?| (?:إلى|الى|حتى) (?:الساعة )?| و)';

export const arabicTimes: readonly Rule[] = [
  // 18:30, 6:30 م, 6.30 مساء; 18:30-20:00
  saying(
    new RegExp(
      `(?:${begin}|(?<=\\d:\\d\\d ?[-–] ?))${clock}(?::([0-5]\\d)|\\.([0-5]\\d)(?= (?:صباحا|مساء|ظهرا|بتوقيت)))` +
        `(?: ?(ص|م)${end})?(?!\\p{N}|[.:,]\\d)`,
      'gu',
    ),
    (found) => {
      const [, hour = '', one, other, sign] = found;
      return sign !== undefined || isClock(found, hour) ? timeOf(hour, Number(one ?? other), sign) : undefined;
    },
  ),
  saying(/(?<=\d:\d\d )[-–](?= \d{1,2}:\d\d)/gu, () => 'إلى'),
  // الساعة 8 م; 9 ص إلى 5 م: “5 م إلى 9 م” may be metres.
  saying(
    new RegExp(
      `(?<=الساعة |(?:\\d ?(?:ص|صباحا|ظهرا)|الساعة \\d\\d? ?(?:م|مساء))${to})${clock} ?(ص|م)${end}|` +
        `(?<=\\d ?(?:م|مساء)${to})${clock} ?(ص)${end}|` +
        `${begin}${clock} ?(?:(ص)${end}(?=${to}\\d{1,2} ?[صم]${end})|(م)${end}(?=${to}\\d{1,2} ?ص${end}))`,
      'gu',
    ),
    (found) => {
      const [hour = '', sign = ''] = found.slice(1).filter((each) => each !== undefined);
      return timeOf(hour, 0, sign);
    },
  ),
  saying(/(?<=\d ?[صم] ?)[-–](?= ?\d{1,2} ?[صم](?!\p{L}))/gu, (found) => {
    const first = /([صم]) ?$/.exec(before(found))?.[1];
    const second = /[صم]/.exec(after(found))?.[0];
    if (first === 'م' && second === 'م') return undefined;
    return `${/ $/.test(before(found)) ? '' : ' '}إلى${after(found).startsWith(' ') ? '' : ' '}`;
  }),
];
