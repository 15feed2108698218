import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { joined } from './grammar-ar.ts';
import { isGivenName, isWoman } from './names-ar.ts';
import { oneOf, type Rule, saying } from './treatment.ts';

/** Before a name. Not ج. or ش., which are more often an initial or a street. */
const titles: Record<string, string> = {
  'أ.د.': 'الأستاذ الدكتور',
  'أ. د.': 'الأستاذ الدكتور',
  'ا.د.': 'الأستاذ الدكتور',
  'د.': 'الدكتور',
  'أ.': 'الأستاذ',
  'م.': 'المهندس',
};

/** Behind these a letter is a letter: فيتامين د, المجموعة أ. */
const lettered =
  '(?<!\\p{L})(?:[وف]?[بلك]?(?:فيتامين|حرف|فصيلة)|' +
  '[وف]?(?:[بك]?ال|لل)(?:فيتامين|حرف|فصيلة|مجموعة|فئة|درجة|صف|شعبة|فقرة|ملحق|خيار|نموذج|نوع|بند)) ';

/** Who is called by initials, for a pattern's source. */
export const persons =
  'المتهم|المتهمة|المتهمين|المشتبه به|المدعو|المدعوة|القاصر|الشاب|الشابة|الفتاة|الطفل|الطفلة|الضحية|المجني عليه|' +
  'المجني عليها|المواطن|المواطنة|الموقوف|السجين|القاتل|الجاني|المسمى';

/** A title or an initial at the end: its point ends no sentence. “5 م.” and “فيتامين د.” are none. */
const titleEnd = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}.]|\\d ?|${lettered})` +
    `(?:[وف]?[بلك]?(?:${oneOf(Object.keys(titles))}|\\p{Lu}\\.)|\\p{Lo}\\.)$`,
  'u',
);

export function endsInArabicTitle(sentence: string): boolean {
  return titleEnd.test(sentence);
}

const notBeforeTitle = new RegExp(`(?:^["«“(]?|${lettered}|(?<!\\p{L})(?:${persons}) \\(?)$`, 'u');
/** Words that begin a sentence, or go on with one, and are no name. */
const noName = words(
  `كما ثم لكن في من على إلى عن أن إن أما بعد قبل هذا هذه ذلك التي الذي لا لم لن هو هي كان كانت حيث إذ بينما أو مع قال
  قالت بل حتى منذ عند خلال هل ما`,
);

/** “أ. تحسين … ب. توفير”: the letters of a list. */
function isListed(found: RegExpExecArray): boolean {
  return (
    /(?:^|[:؛;،,.…!?؟] ?)$/.test(before(found)) && /(?<!\p{L})[بجه]\. /u.test(before(found, 160) + after(found, 160))
  );
}

/** Whether what looks like a title stands before a name; `letters` are those written together with it. */
function isTitle(found: RegExpExecArray, letters: string, title: string, next: string): boolean {
  const left = before(found);
  const last = /([\p{L}\p{M}]{2,20})[ \u00a0]$/u.exec(left)?.[1] ?? '';
  // “خالد م. العتيبي”, “جون د. روكفلر”
  if (letters === '' && [last, last.replace(/^[وف]?[بلك]?/, '')].some(isGivenName)) return false;
  if (isGivenName(next)) return true;
  if (noName.has(next) || /^و(?!لد$)/.test(next)) return false;
  if (letters !== '' || title.length > 2) return true;
  return !notBeforeTitle.test(left.length < found.index ? `.${left}` : left) && !isListed(found);
}

/** Behind these another person may be named: نائبة الوزير د. زهران. */
const others = 'وزير|رئيس|مدير|سفير|أمين|عميد|أعمال|مكتب|عيادة|مستشفى|زوج';
const womanBefore = new RegExp(
  '(?<!\\p{L})[وف]?(?:(?:قال|أوضح|أضاف|أشار|أكد|ذكر|صرح|أعرب|لفت|شدد|تابع|علق|أجاب|نوه)ت' +
    '|ت(?:قول|وضح|ضيف|شير|ؤكد|ذكر|صرح)' +
    '|(?:ال)?(?:وزير|رئيس|مدير|سفير|أستاذ|عميد|باحث|نائب|خبير|طبيب|أمين|زميل|كاتب|مستشار)ة' +
    `(?: (?!(?:ال)?(?:${others})(?!\\p{L}))[\\p{L}\\p{M}]{2,15}){0,2}) $`,
  'u',
);

/** Before a name: “د. أحمد”, “د.أحمد”, and not before or behind another initial: “م. أ.”, “ج. د. فانس”. */
export const arabicTitles: Rule = saying(
  new RegExp(
    `(?<![\\p{L}\\p{N}\\p{M}.]|(?<!\\p{L})\\p{L}\\.[ \\u00a0])([وف]?[بلك]?)(${oneOf(Object.keys(titles))})` +
      '(?=[ \\u00a0]?["«“]?\\p{Lo}[\\p{M}\\u0640]{0,3}\\p{Lo})',
    'gu',
  ),
  (found) => {
    const [, letters = '', title = ''] = found;
    const [, next = ''] = /([\p{L}\p{M}]{2,24})/u.exec(after(found, 28)) ?? [];
    if (!isTitle(found, letters, title, next)) return undefined;
    const woman = isWoman(next) || (!isGivenName(next) && womanBefore.test(before(found, 48)));
    const word = titles[title] ?? '';
    const as = joined(letters, woman ? `${word.replaceAll(' ', 'ة ')}ة` : word);
    return /^[ \u00a0]/.test(after(found)) ? as : `${as} `;
  },
);
