import { after, before } from './speech-abbreviations.ts';
import { words } from './speech-acronyms.ts';
import { oneOf, type Rule, romanValue, saying } from './treatment.ts';

const ones = ['', 'primero', 'segundo', 'tercero', 'cuarto', 'quinto', 'sexto', 'séptimo', 'octavo', 'noveno'];
const tens = [
  '',
  'décimo',
  'vigésimo',
  'trigésimo',
  'cuadragésimo',
  'quincuagésimo',
  'sexagésimo',
  'septuagésimo',
  'octogésimo',
  'nonagésimo',
];

/** `3` → `tercero`, `tercera`, before a noun `tercer`; undefined from 100 on. */
function ordinal(value: number, feminine: boolean, short = false): string | undefined {
  if (value < 1 || value > 99) return undefined;
  const parts = [tens[Math.floor(value / 10)], ones[value % 10]].filter((part) => part !== '' && part !== undefined);
  const said = parts.join(' ');
  if (feminine) return said.replace(/o(?= |$)/g, 'a');
  return short ? said.replace(/(primer|tercer)o$/, '$1') : said;
}

const queens = words('Isabel María Catalina Juana Margarita Victoria Cristina Ana Beatriz Leonor');
const kings = words(
  `Felipe Carlos Alfonso Juan Fernando Luis Enrique Jaime Pedro Sancho Pablo Pío León Gregorio Benedicto Clemente Francisco Napoleón
  Nicolás Alejandro Federico Guillermo Jorge Eduardo Ricardo Jacobo Leopoldo Alberto Balduino Mohamed Hasán Hussein Abdalá Ramsés
  Gustavo Harald Haakon Umberto Humberto Manuel José Pelayo Ramiro Vaticano Inocencio Urbano`,
);

/** Words that make degrees of the numbers behind them in the same sentence, where these are not a place in a race. */
const warmWords =
  'temperaturas? termómetros? máximas? mínimas? mercurio fiebre ángulos? giros? girar latitud longitud inclinación';
const warmth = new RegExp(`(?<!\\p{L})(?:${warmWords.replaceAll(' ', '|')})(?!\\p{L})[^.;!?]*$`, 'iu');
const measured = new RegExp(
  '(?:(?<!\\p{L})(?:de|a|los|unos|casi|hasta|entre|con|en|y|o|latitud|longitud|' +
    '(?:ser|sub|baj|alcanz|super|roz|rond|marc)\\p{L}{1,6})|:) $',
  'iu',
);
const beforeDegrees =
  /(?:^|[ (])(?:(?:los|unos|casi|a|con|de|hasta|entre)(?: \d\dº [yo])?|(?:alcanz|super|roz|rond|marc)\p{L}{1,6}) $/u;
const behindDegrees =
  /^(?:$|[.,;:)»”!?]|['′]| (?:en|y|o|a|al|el|la|este|esta|por|durante|que|bajo|sobre|ayer|hoy|desde|hasta)(?!\p{L}))/u;
const surelyDegrees =
  /^(?: ?\d{1,2}['′]| bajo cero| a la sombra| (?:de )?(?:máxima|mínima|temperatura|latitud|longitud))/u;
const surelyOrdinal = /^ (?:de(?!\p{L})|día|puesto|lugar|piso|año|mes|clasificad|aniversario)/u;

/** “38º” is written for 38.º and for 38°; a floor (3º C) for neither. */
function isDegrees(found: RegExpExecArray): boolean {
  const left = before(found, 60);
  const right = after(found);
  if (surelyDegrees.test(right)) return true;
  if (surelyOrdinal.test(right) || /(?:^|[^\p{L}])(?:[Ee]l|[Ll]a|[Dd]el|[Aa]l|[Uu]na?|su|cada) $/u.test(left))
    return false;
  const number = Number(found[1]);
  if ((warmth.test(left) && measured.test(left)) || (number > 10 && /^ ?[CF](?![\p{L}\p{N}])/u.test(right)))
    return true;
  return number >= 20 && beforeDegrees.test(left) && behindDegrees.test(right);
}

/** 1.º, 3.ª, 1er; over 99 a plain number, as they are said. */
export const ordinalNumbers: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}.,:/-])(\d{1,3})(?:(\.?)(º|ª|er)|\.([oa]))(?![\p{L}\p{N}])/gu, (found) => {
    const [, digits = '', point, sign, letter] = found;
    if (sign === 'º' && point === '' && isDegrees(found)) return undefined;
    return ordinal(Number(digits), sign === 'ª' || letter === 'a', sign === 'er') ?? digits;
  }),
];

/** What happens again and again, and is counted in Roman letters. */
const events = words(
  `edición edition cumbre congreso torneo foro aniversario centenario bicentenario tricentenario certamen concurso
  encuentro festival feria gala bienal jornada jornadas premio premios juegos simposio legislatura asamblea convención
  conferencia campeonato copa carrera marcha semana convenio muestra dinastía república seminario memorial trofeo
  milenio`,
);

const counted =
  '(?:[Ss]iglos?|SIGLOS?|[Cc]apítulos?|[Tt]omos?|[Tt]ítulos?|[Ff]ases?|[Aa]nexos?|' +
  '[Vv]olumen|[Aa]rtículos?|[Pp]arte|s\\.) ';
/** “siglo XXI”, and those that follow: “siglos XIX, XX y XXI”, “del siglo XIX y el XX”. */
const numbered = new RegExp(
  `(?<=${counted}(?:[IVXL]{1,7}(?:, ?|[-–/]| (?:[yaeo]|al|del) (?:el |del )?)){0,4})[IVXL]{1,7}(?![\\p{L}\\p{N}])`,
  'gu',
);

/** “Felipe VI” is the sixth, “Alfonso XIII” thirteen, as they are said. */
export const romanNumerals: Rule[] = [
  saying(numbered, ([letters]) => {
    const value = romanValue(letters);
    return value === undefined ? undefined : String(value);
  }),
  saying(/(?<=(\p{Lu}\p{Ll}{1,14}) )([IVX]{1,6})(?![\p{L}\p{N}])/gu, ([, name = '', letters = '']) => {
    const value = romanValue(letters);
    if (value === undefined || /^(?:El|Los|Las?|Del|Al|En|Su|Est[ea]|Con|Tras|Por)$/.test(name)) return undefined;
    const queen = queens.has(name);
    if (queen || kings.has(name)) return value <= 10 ? ordinal(value, queen) : String(value);
    return letters.length > 1 ? String(value) : undefined;
  }),
  // “II Guerra Mundial”, “los X Juegos”, “el XV aniversario”
  saying(
    new RegExp(
      '(?<![\\p{L}\\p{N}] ?[-.])(?<![\\p{L}\\p{N}])([IVXLC]{1,7})' +
        `(?= (\\p{Lu}\\p{Ll}{2,20}|(?:${oneOf(events)})(?!\\p{L})))`,
      'gu',
    ),
    (found) => {
      const [, letters = '', noun = ''] = found;
      const value = romanValue(letters);
      const [, determiner] = /(?<!\p{L})(el|del|al|las?|los|sus?|est[ea]) $/iu.exec(before(found)) ?? [];
      // X is a network, C a letter, XL a size.
      const sure = /^(?:[IV]|[IVX]{2,})$/.test(letters) || (events.has(noun.toLowerCase()) && determiner !== undefined);
      if (value === undefined || !sure) return undefined;
      if (value > 10) return String(value);
      const isPlural = /[aeo]s$/.test(noun) && !/l$/.test(determiner ?? '');
      const isFeminine = /^(?:l|est)(?:as?|os|e)$/i.test(determiner ?? '')
        ? /as?$/.test(determiner ?? '')
        : /(?:a|as|ión|iones|dad|dades|umbre|bienal)$/.test(noun) && !/^(?:[Dd]ía|[Pp]rograma)s?$/.test(noun);
      const said = ordinal(value, isFeminine, !isPlural);
      return isPlural ? said?.replace(/[ao](?= |$)/g, '$&s') : said;
    },
  ),
];
