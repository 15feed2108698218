import { words } from './acronyms.ts';

/** An alif is written with its hamza or without. */
function plainAlif(word: string): string {
  return word.replace(/[أإآ]/g, 'ا');
}

function names(list: string): ReadonlySet<string> {
  return words(plainAlif(list));
}

/** Given names that are hardly ever another word where a title or an initial may stand beside them. */
const masculine = names(
  `أحمد محمد محمود مصطفى حامد خالد علي عمر عمرو عثمان حسن حسين حسام يوسف إبراهيم إسماعيل إسحاق يعقوب موسى عيسى سليمان
  داود هارون عبد عبدالله عبدالرحمن عبدالعزيز أبو سعيد سعد سعود سامي سمير سليم سلمان سالم فهد فيصل فؤاد فاروق فارس طارق
  طه زياد زيد رامي رشيد رشاد رياض ناصر نبيل نادر هاني هشام هيثم وليد وائل وسيم وسام وجدي وحيد وديع وصفي وضاح ياسر ياسين
  يحيى كريم كمال جمال جلال جابر جاسم بلال باسم بدر بكر بندر تركي ماجد مازن مروان منصور مهند نايف أيمن أشرف أسامة أنور
  أنس إياد إيهاب حمد حمزة حازم حاتم غسان عادل عامر عصام عماد علاء مجدي مدحت شريف شوقي صالح صلاح ضياء لؤي مالك معاذ
  جون جورج جيمس جوزيف مايكل روبرت وليام ويليام توماس تشارلز ديفيد دونالد ريتشارد هنري إدوارد فرانكلين رونالد بيتر بول
  مارتن فرانك صامويل آرثر فيليب لويس جاك أندرو باراك جو جيم توم ستيفن ويليم ألبرت`,
);
const feminine = names(
  `سارة فاطمة عائشة خديجة زينب مريم هالة منى ليلى هدى هند هناء نادية نجلاء نجوى نورة نهى نوال ندى سميرة سعاد سلمى سلوى
  سوسن سناء سهير ريم رانيا رنا رشا ريهام دينا دعاء داليا غادة عبير عزة علياء عفاف أسماء أميرة أمينة إيمان أماني آمال
  حنان حصة لمياء لبنى لطيفة لينا مها مي ميساء ميسون منال مايا نسرين شيماء شيرين ياسمين يسرى وفاء وداد ولاء هبة جميلة
  ماري إليزابيث آنا سوزان`,
);

export function isGivenName(word: string): boolean {
  const plain = plainAlif(word);
  return masculine.has(plain) || feminine.has(plain);
}

export function isWoman(name: string): boolean {
  return feminine.has(plainAlif(name));
}
