import { words } from './speech-acronyms.ts';
import { type Rule, romanValue, saying } from './treatment.ts';

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
export function ordinal(value: number, feminine: boolean, short = false): string | undefined {
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

/** “Felipe VI” is the sixth, “Alfonso XIII” thirteen, as they are said. */
export const romanNumerals: Rule[] = [
  saying(
    /(?<=(?:[Ss]iglos?|SIGLOS?|[Cc]apítulos?|[Tt]omos?|[Tt]ítulos?|[Ff]ases?|[Aa]nexos?|[Vv]olumen|[Aa]rtículos?|[Pp]arte) )([IVXL]{1,7})(?![\p{L}\p{N}])|(?<=(?:s\.|siglos [IVXL]{1,7}|siglos [IVXL]{1,7},) (?:[yae] )?)([IVXL]{1,7})(?![\p{L}\p{N}])/gu,
    (found) => {
      const value = romanValue(found[0]);
      return value === undefined ? undefined : String(value);
    },
  ),
  saying(/(?<=(\p{Lu}\p{Ll}{1,14}) )([IVX]{1,6})(?![\p{L}\p{N}])/gu, ([, name = '', letters = '']) => {
    const value = romanValue(letters);
    if (value === undefined) return undefined;
    const queen = queens.has(name);
    if (queen || kings.has(name)) return value <= 10 ? ordinal(value, queen) : String(value);
    return letters.length > 1 ? String(value) : undefined;
  }),
  // “II Guerra Mundial”, “XV Congreso”
  saying(
    /(?<![\p{L}\p{N}] ?[-.])(?<![\p{L}\p{N}])([IVX]{1,6})(?= (\p{Lu}\p{Ll}{2,20}|edición|edition|cumbre|congreso|torneo|foro))/gu,
    ([, letters = '', noun = '']) => {
      const value = romanValue(letters);
      if (value === undefined || letters === 'X') return undefined;
      return value <= 10 ? ordinal(value, /(?:a|ón|dad|umbre|onferencia)$/.test(noun), true) : String(value);
    },
  ),
];
