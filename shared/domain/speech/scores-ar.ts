import { after, before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { oneOf } from './treatment.ts';

/** Clubs and countries: two of them around a pair of numbers have played. */
const teams = oneOf(
  `الهلال النصر الأهلي الاتحاد الشباب الزمالك الإسماعيلي المصري الوداد الرجاء الترجي الوحدات الفيصلي الشرطة
  العين الوصل السد الدحيل الريان العربي القادسية الكويت التعاون الفتح برشلونة مدريد أتلتيكو يوفنتوس ميلان إنتر
  نابولي روما بايرن دورتموند ليفربول أرسنال تشيلسي توتنهام يونايتد سيتي باريس مرسيليا ليون بورتو بنفيكا أياكس
  المغرب مصر تونس الجزائر ليبيا السودان السعودية قطر الإمارات البحرين عمان العراق سوريا الأردن لبنان فلسطين
  اليمن السنغال نيجيريا غانا الكاميرون إيران اليابان فرنسا إسبانيا إيطاليا ألمانيا إنجلترا البرتغال هولندا
  بلجيكا كرواتيا صربيا سويسرا الدنمارك البرازيل الأرجنتين أوروغواي كولومبيا المكسيك أستراليا تركيا`.split(/\s+/),
);
const teamBefore = new RegExp(`(?<!\\p{L})[وف]?(?:${teams}) $`, 'u');
const teamAfter = new RegExp(`^ (?:ريال |مانشستر |أتلتيكو )?(?:${teams})(?!\\p{L})`, 'u');

/** Words somewhere before a pair that rises and is a result all the same; of some only right before it. */
export const resultBefore = new RegExp(
  '(?:فاز|فوز|خسر|خسارة|تعادل|هزم|هزيمة|تغلب|نتيجة|بنتيجة|انتصر|تقدم|أهداف|مباراة|سجل)' +
    '|(?<!\\p{L})[وف]?(?:سقط|سقوط|خرج|تعثر|انهزم|هوى)ت? (?:\\p{L}{1,15} )?أمام (?:\\p{L}{1,15} ){1,3}$' +
    '|(?<!\\p{L})[وف]?ب?(?:اللقاء|المباراة|المواجهة|الديربي|الكلاسيكو|النهائي|الشوط(?: الأول| الثاني)?|الذهاب|الإياب' +
    '|ذهابا|إيابا|تنس) $',
  'u',
);

const afterMatch = words('على أمام في مع بعد ضد لصالح خلال بفضل ليتأهل ثم قبل أمس اليوم مساء بركلات');
const verbsAfterMatch = words(
  `تعادل فاز خسر تأهل ودع صعد بلغ تقدم توج احتل حافظ رفع ابتعد ضمن تصدر بقي تعرض أهدر سجل واصل حقق انتصر سقط
  اكتفى تراجع لم هو`,
);
/** “خسر 1-3 وتعادل”; “وزيرا” begins with the letter of “and” too. */
export const resultAfter = new RegExp(
  `^(?:["”»]?[.,،؛;:!?؟)]|$| (?:${oneOf(afterMatch)}|و[يت]?(?:${oneOf(verbsAfterMatch)})[تا]?)(?!\\p{L}))`,
  'u',
);

/** Ages and scales begin with 0 as well: “من 0-14 سنة”. */
const scaleBefore = /(?:من|بين|سن|أعمار|عمري?ة?|فئة|مقياس|درجة|مؤشر|رقم|عدد|نطاق|مدى|أرقام)(?:ها|هم)? $/u;
const scaleAfter = /^ (?:سن|عام|أعوام|شهر|أشهر|أسابيع|يوم|أيام|ساع|دق|ثوان|نقاط|نقطة|درج|طفل|أطفال|في ال)/;

/** How two numbers that rise are said: “10-15 شخصا”, “بين 5-10”, “المغرب 0-1 فرنسا”. */
export function arabicPair(from: string, to: string, found: RegExpExecArray): string {
  const left = before(found);
  if (/(?<!\p{L})[وف]?بين $/u.test(left)) return `${from} و${to}`;
  const { unit, magnitude, before: currency } = found.groups ?? {};
  const counted = unit !== undefined || magnitude !== undefined || currency !== undefined;
  const played = teamBefore.test(left) && teamAfter.test(after(found, 24));
  const goalless = from === '0' && Number(to) < 16 && !scaleBefore.test(left) && !scaleAfter.test(after(found));
  return !counted && Number(to) < 200 && (played || goalless) ? `${from} مقابل ${to}` : `${from} إلى ${to}`;
}
