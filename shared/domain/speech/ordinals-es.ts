import { after, before } from './abbreviations.ts';
import { startsSentence } from './abbreviations-es.ts';
import { words } from './acronyms.ts';
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
  /(?:^|[ (])(?:(?:los|unos|casi|[Aa]|[Cc]on|[Dd]e|[Hh]asta|[Ee]ntre)|(?:alcanz|super|roz|rond|marc)\p{L}{1,6}) $/u;
const behindDegrees =
  /^(?:$|[.,;:)»”!?]|['′]| (?:en|y|o|a|al|el|la|este|esta|por|durante|que|bajo|sobre|ayer|hoy|desde|hasta)(?!\p{L}))/u;
const surelyDegrees =
  /^(?: ?\d{1,2}['′]| bajo cero| a la sombra| (?:de )?(?:máxima|mínima|temperatura|fiebre|calor|latitud|longitud))/u;
const surelyOrdinal =
  /^ (?:de(?!\p{L})|día|puesto|lugar|piso|año|mes|clasificad|aniversario|en (?:la )?(?:general|meta|clasif|etapa))/u;
/** Words of a race in the same sentence, and what puts a place behind a name: “Sainz, 22º”, “es 22º”. */
const race = new RegExp(
  '(?<!\\p{L})(?:piso|planta|puesto|posici|lugar|carrera|etapa|meta|ranking|parrilla|tabla|piloto|tenista|' +
    'ciclista|corredor|clasific|qued|termin|acab|finaliz|lleg|' +
    'figur|ocup|coloc|situ|sali|pasó|partió|arranc)[^.;!?]{0,60}$|' +
    '(?:[,(]|(?<!\\p{L})(?:es|fue|era|ser|sigue|va|iba|entró|entra|marcha)) ?$',
  'iu',
);

const determined = /(?:^|[^\p{L}])(?:[Ee]l|[Ll]a|[Dd]el|[Aa]l|[Uu]na?|[Ss]u|[Cc]ada|[Ee]ste) $/u;
/** A name in a sentence, “el Ferrari 22º”, but not “en Sevilla 40º”. */
const named = /(?<!(?:^|[^\p{L}])[Ee]n)(?<=[\p{L},]) \p{Lu}\p{Ll}{1,20} $/u;

/** Numbers that stand together are of one kind: “fue 21º y 24º”, “entre 15º y 25º”. */
const pairBefore = /(?<!\d)(\d\d)º(?:,| [yoea]) (?:\d\dº(?:,| [yoea]) ){0,3}$/u;
const pairAfter = /^(?:,| [yoa]) (\d\d)º/u;

/** “38º” is written for 38.º and for 38°; a floor (3º C) for neither. */
function isDegrees(found: RegExpExecArray): boolean {
  const near = before(found, 60);
  const far = after(found, 24);
  const [pair = '', former = '0'] = pairBefore.exec(near) ?? [];
  const [next = '', latter = '0'] = pairAfter.exec(far) ?? [];
  const left = near.slice(0, near.length - pair.length);
  const right = far.slice(next.length);
  if (surelyDegrees.test(right)) return true;
  if (surelyOrdinal.test(right) || determined.test(left)) return false;
  if (warmth.test(near) && measured.test(near)) return true;
  if (Number(found[1]) > 10 && /^ ?[CF](?![\p{L}\p{N}])/u.test(far)) return true;
  if (Math.max(Number(found[1]), Number(former), Number(latter)) < 20 || !behindDegrees.test(right)) return false;
  return beforeDegrees.test(left) || !(race.test(left) || named.test(left));
}

/** Men and things before which the first and the third lose their last letter: “el tercer piso”. */
const shortening = words(
  `piso puesto lugar presidente ministro día año mes siglo aniversario premio grado curso ciclo clasificado gol set
  tiempo cuarto mejor peor trimestre cuatrimestre semestre partido equipo país hijo plazo encuentro mandato capítulo
  mayor menor rival ganador finalista jugador hombre vicepresidente secretario teniente tramo paso punto intento
  turno nivel productor exportador congreso torneo foro centenario certamen concurso festival campeonato trofeo
  simposio seminario milenio`,
);

/** Whether a masculine noun stands behind. */
function beforeNoun(found: RegExpExecArray): boolean {
  const noun = /^ (\p{L}{3,20})(?!\p{L})/u.exec(after(found, 24))?.[1];
  return noun !== undefined && shortening.has(noun.toLowerCase());
}

/** 1.º, 3.ª, 1er; over 99 a plain number, as they are said. */
export const ordinalNumbers: readonly Rule[] = [
  saying(/(?<![\p{L}\p{N}.,:/-])(\d{1,3})(?:(\.?)(º|ª|er)|\.([oa]))(?![\p{L}\p{N}])/gu, (found) => {
    const [, digits = '', point, sign, letter] = found;
    if (sign === 'º' && point === '' && isDegrees(found)) return undefined;
    return ordinal(Number(digits), sign === 'ª' || letter === 'a', sign === 'er' || beforeNoun(found)) ?? digits;
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
  '[Vv]olumen|[Aa]rtículos?|[Pp]arte|ss?\\.) ';
/** “siglo XXI”, and those that follow: “siglos XIX, XX y XXI”, “del siglo XIX y el XX”. */
const numbered = new RegExp(
  `(?<=${counted}(?:[IVXL]{1,7}(?:, ?|[-–/]| (?:[yaeo]|al|del) (?:el |del )?)){0,4})[IVXL]{1,7}(?![\\p{L}\\p{N}])`,
  'gu',
);

/** “Francisco I. Madero”: a letter with a point before a name, where no sentence begins. */
function isInitial(found: RegExpExecArray): boolean {
  const right = after(found);
  return found[0].length === 1 && /^\. \p{Lu}/u.test(right) && !startsSentence(right.slice(1));
}

/** “Felipe VI” is the sixth, “Alfonso XIII” thirteen, as they are said. */
export const romanNumerals: Rule[] = [
  saying(numbered, ([letters]) => {
    const value = romanValue(letters);
    return value === undefined ? undefined : String(value);
  }),
  saying(/(?<=(\p{Lu}\p{Ll}{1,14}) )([IVX]{1,6})(?![\p{L}\p{N}])/gu, (found) => {
    const [, name = '', letters = ''] = found;
    const value = romanValue(letters);
    if (isInitial(found)) return undefined;
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
      const isEvent = events.has(noun.toLowerCase());
      const sure = /^(?:V|[IVX]{2,})$/.test(letters) || (isEvent && determiner !== undefined);
      // A bare I is English: “I Will Always Love You”.
      const first = letters === 'I' && (isEvent || determiner !== undefined);
      if (value === undefined || !(sure || first)) return undefined;
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
