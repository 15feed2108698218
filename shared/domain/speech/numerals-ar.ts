import { before } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { isOblique, ordinal } from './grammar-ar.ts';
import { edge, type Rule, romanValue, saying } from './treatment.ts';

const kings = words(
  `لويس هنري جورج إدوارد ادوارد تشارلز شارل كارل كارلوس خوان فيليب فيليبي ألفونسو الفونسو فرديناند نابليون
  نابوليون نيكولاس نيقولا ألكسندر الكسندر إسكندر بطرس فريدريك فيلهلم غيوم وليام ويليام ريتشارد جيمس فرانسوا
  فرنسيس فرانسيس جوزيف جوزف بولس يوحنا بنديكت بنديكتوس لاون لاوون ليو بيوس غريغوريوس غريغوري إنوسنت أوربان
  كليمنت تواضروس شنودة كيرلس برثلماوس ليوبولد ألبرت ألبير بودوان هارالد هاكون غوستاف أومبرتو إيمانويل عمانوئيل
  رمسيس بطليموس محمد الحسن حسين فاروق فؤاد عباس مراد سليم محمود عثمان بايزيد عبدالله عبدالحميد عبدالمجيد`,
);
const queens = words(
  `إليزابيث اليزابيث إليزابث كاترين كاثرين كاترينا ماري ماريا إيزابيل إيزابيلا كليوباترا فيكتوريا مارغريت
  مارغريتا كريستينا`,
);
const crown =
  /(?<!\p{L})[وف]?(?:[بك]?ال|لل)(?:ملك|بابا|قيصر|[إا]مبراطور|سلطان|[أا]مير|بطريرك)(ة?) (?:\p{L}{3,15} ){1,2}$/u;
const masculine = words('باب فصل جزء قسم ملحق بند مجلد مؤتمر كتاب مستوى نوع مرفق لواء فيلق');
const feminine = words('مادة فقرة مرحلة دورة نسخة طبعة حلقة قمة جلسة درجة');

/** A Roman number behind a king's name or a part of a text: لويس XIV, المادة IV. */
export const romanNumerals: Rule = saying(new RegExp(`(?<=\\p{L} )[IVXL]{1,7}${edge.after}`, 'gu'), (found) => {
  const [letters] = found;
  const value = romanValue(letters);
  const left = before(found, 64);
  const word = /([\p{L}\p{M}]{2,20}) $/u.exec(left)?.[1] ?? '';
  if (value === undefined || letters === 'L') return undefined;
  const noun = /^[وف]?(?:[بك]?ال|لل)(.*)$/u.exec(word)?.[1] ?? '';
  if (masculine.has(noun)) return ordinal(value, false, isOblique(left));
  if (feminine.has(noun) || /حرب العالمية $/.test(left)) return ordinal(value, true, isOblique(left));
  const name = [word, word.replace(/^[وف]?[بلك]?/, '')];
  const queen = name.some((each) => queens.has(each));
  const king = name.some((each) => kings.has(each)) || /(?<!\p{L})[وفبلك]{0,2}عبد ال\p{L}{2,8} $/u.test(left);
  const crowned = crown.exec(left);
  // “على X” is a network, “V” a model: one letter counts behind a name that kings have, X only with their title.
  if (!(queen || king ? letters !== 'X' || crowned : letters.length > 1 && crowned) || value > 39) return undefined;
  return ordinal(value, queen || crowned?.[1] === 'ة', false);
});
