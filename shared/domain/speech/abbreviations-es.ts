import { type Abbreviations, after, before, beforeName, beforeNumber, type Saying } from './abbreviations.ts';
import { words } from './acronyms.ts';
import { oneOf, type Rule } from './treatment.ts';

export const months = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(
  ' ',
);
export const shortMonths: Record<string, string> = Object.fromEntries([
  ...months.map((month) => [month.slice(0, 3), month]),
  ['sept', 'septiembre'],
  ['set', 'septiembre'],
]);

/** Before a name or a number; their point ends no sentence. */
export const spanishTitles = words(
  'Sr Sra Srta Sres Sras Dr Dra Dres D Dña Da Ud Uds Vd Vds Lic Ing Prof Profa Arq Gral Cnel Cap Tte Sgto Pdte Excmo Excma Mons Rvdo Sto Sta Hnos Fco Fdez Glez Hdez Mtez Mtnez Rguez Gmo Stgo núm núms pág págs art arts cap vol aprox av avda Av Avda ctra Ctra pza Pza tel tfno p pp vs EE RR FF CC JJ AA SS DD NN VV',
);

const starters = oneOf(
  words(
    `El La Los Las Un Una Y Pero En Según Por Para Este Esta Esto Estos Estas Ese Esa Eso Aquel No Se Su Sus Con
    Tras Desde A Al De Del Lo Le Les Ella Él Ellos Ellas Si Cuando Mientras Aunque También Tampoco Así Además
    Ahora Ayer Hoy Entonces Luego Después Antes Como Cada Otro Otra Otros Otras Sin Sobre Hasta Entre Durante
    Ante Bajo Ni Ya Es Son Fue Hay Qué Quien Quienes Porque Sólo Solo Todo Toda Todos Todas Aún Allí Ahí Aquí
    Muchos Muchas Nadie Nada Incluso Finalmente`,
  ),
);
const closed = '^["\'”’»)]{0,3} ["\'“‘«(¿¡]{0,2}';
const newSentence = new RegExp(`${closed}(?:${starters})(?!\\p{L})`, 'u');
const capital = new RegExp(`${closed}\\p{Lu}`, 'u');

/** Whether a word that opens sentences stands behind a point. */
export function startsSentence(text: string): boolean {
  return newSentence.test(text);
}

/** “etc.” stands before no name: a capital behind it always begins a sentence. */
export function sentenceEnds({ 0: written, index, input }: RegExpExecArray): boolean {
  const after = input.slice(index + written.length, index + written.length + 24);
  if (/^["'”’»)]*\s*$/.test(after) && after.length < 24) return true;
  return (written === 'etc.' ? capital : newSentence).test(after);
}

/** The point of an abbreviated unit or hour is said, as a pause, where a sentence ends with it. */
export function pointOutside({ pattern, treat }: Rule): Rule {
  return {
    pattern,
    treat: (found, unit) => {
      const treatment = treat(found, unit);
      const ends = found[0].endsWith('.') && (sentenceEnds(found) || capital.test(after(found)));
      return treatment === undefined || !ends ? treatment : { ...treatment, to: treatment.to - 1 };
    },
  };
}

const month = (short: string) => (found: RegExpExecArray) =>
  /\d (?:de )?$/.test(before(found)) ? shortMonths[short] : undefined;

const beforeRoman = /^ [IVXL]{1,5}(?!\p{L})/u;

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A title before a name, as the article before it has it: “la Lic. Ruiz”. */
function titled(masculine: string, feminine: string): Saying {
  return (found) => beforeName(/(?<!\p{L})(?:la|una) $/iu.test(before(found)) ? feminine : masculine)(found);
}

/**
 * “D.” is “don” where a sentence, a clause or a title opens a name: not so in “grupo D. España”, “John D. Rockefeller”,
 * “J. D. Salinger”, “C y D. España” and “D. E. P.”.
 */
const donWords = words(
  `y e o u a de con por que para según ante entre sobre contra sin como es fue dijo señor don hijo hermano tío padre
  alcalde presidente vicepresidente rector director secretario ministro concejal consejero diputado senador doctor
  profesor maestro abogado notario juez general coronel`,
);
const opener = `(?:${oneOf([...donWords, ...[...donWords].map(capitalized)])}|\\p{Ll}{2,14}ó)`;
const notInitial = '(?<!(?<!\\p{L})\\p{Lu}';
const donBefore = new RegExp(
  `(?:^|${notInitial})[.,;:!?»”…)] |[(«“"¡¿—–-] ?|${notInitial} )(?<!\\p{L})${opener} )$`,
  'u',
);
const don: Saying = (found) =>
  donBefore.test(before(found)) && /^ ?\p{Lu}\p{L}/u.test(after(found)) ? 'don' : undefined;

export const spanishAbbreviations: Abbreviations = {
  Sr: 'señor',
  Sra: 'señora',
  Srta: 'señorita',
  Sres: 'señores',
  Sras: 'señoras',
  Dr: 'doctor',
  Dra: 'doctora',
  Dres: 'doctores',
  D: don,
  Dña: beforeName('doña'),
  Da: beforeName('doña'),
  Ud: 'usted',
  Uds: 'ustedes',
  Vd: 'usted',
  Vds: 'ustedes',
  Lic: titled('licenciado', 'licenciada'),
  Ing: titled('ingeniero', 'ingeniera'),
  Prof: titled('profesor', 'profesora'),
  Profa: beforeName('profesora'),
  Arq: titled('arquitecto', 'arquitecta'),
  Gral: beforeName('general'),
  Cnel: beforeName('coronel'),
  Cap: beforeName('capitán'),
  Tte: beforeName('teniente'),
  Sgto: beforeName('sargento'),
  Pdte: titled('presidente', 'presidenta'),
  Excmo: 'excelentísimo',
  Excma: 'excelentísima',
  Mons: beforeName('monseñor'),
  Rvdo: 'reverendo',
  Sto: beforeName('Santo'),
  Sta: beforeName('Santa'),
  Hnos: 'Hermanos',
  Cía: 'Compañía',
  Fco: beforeName('Francisco'),
  Fdez: 'Fernández',
  Glez: 'González',
  Hdez: 'Hernández',
  Mtez: 'Martínez',
  Mtnez: 'Martínez',
  Rguez: 'Rodríguez',
  Gmo: beforeName('Guillermo'),
  Stgo: 'Santiago',
  núm: 'número',
  núms: 'números',
  Núm: 'Número',
  pág: 'página',
  págs: 'páginas',
  p: beforeNumber('página'),
  pp: beforeNumber('páginas'),
  art: 'artículo',
  arts: 'artículos',
  Art: 'Artículo',
  cap: beforeNumber('capítulo'),
  vol: 'volumen',
  aprox: 'aproximadamente',
  etc: 'etcétera',
  av: 'avenida',
  Av: 'avenida',
  avda: 'avenida',
  Avda: 'avenida',
  ctra: 'carretera',
  Ctra: 'carretera',
  pza: 'plaza',
  Pza: 'plaza',
  tel: 'teléfono',
  tfno: 'teléfono',
  dpto: 'departamento',
  izq: 'izquierda',
  dcha: 'derecha',
  máx: 'máximo',
  mín: 'mínimo',
  prov: 'provincia',
  vs: 'contra',
  cf: 'compárese',
  ss: (found) => (beforeRoman.test(after(found)) ? 'siglos' : 'siguientes'),
  ed: 'edición',
  s: (found) => (beforeRoman.test(after(found)) ? 'siglo' : undefined),
  ...Object.fromEntries(Object.keys(shortMonths).map((short) => [short, month(short)])),
  // “1 set.” is of tennis.
  set: (found) => (/\d de $/.test(before(found)) ? 'septiembre' : undefined),
};

/** Several words, or doubled letters, with or without the spaces that the Academy asks for. */
const phrases: Record<string, string> = {
  'EE.UU.': 'Estados Unidos',
  'RR.HH.': 'recursos humanos',
  'CC.AA.': 'comunidades autónomas',
  'FF.AA.': 'Fuerzas Armadas',
  'JJ.OO.': 'Juegos Olímpicos',
  'CC.OO.': 'Comisiones Obreras',
  'RR.EE.': 'Relaciones Exteriores',
  'p.ej.': 'por ejemplo',
  'a.C.': 'antes de Cristo',
  'd.C.': 'después de Cristo',
  'a.m.': 'de la mañana',
  'p.m.': 'de la tarde',
  'S.M.': 'Su Majestad',
  'SS.MM.': 'Sus Majestades',
  'SS.AA.': 'Sus Altezas',
  'SS.AA.RR.': 'Sus Altezas Reales',
  'DD.HH.': 'derechos humanos',
  'NN.UU.': 'Naciones Unidas',
  'VV.AA.': 'varios autores',
  'FF.CC.': 'ferrocarriles',
  'S.A.R.': 'Su Alteza Real',
  'S.A.': 'sociedad anónima',
  'S.L.': 'sociedad limitada',
  'q.e.p.d.': 'que en paz descanse',
};

/** Doubled letters are plurals: Estados Unidos. */
export const phrase: Rule = {
  pattern: new RegExp(
    '(?<![\\p{L}\\p{N}\\p{M}.])' +
      '(?:EE\\. ?UU|RR\\. ?HH|CC\\. ?AA|FF\\. ?AA|JJ\\. ?OO|CC\\. ?OO|RR\\. ?EE|SS\\. ?MM|SS\\. ?AA\\. ?RR|SS\\. ?AA|' +
      'DD\\. ?HH|NN\\. ?UU|VV\\. ?AA|FF\\. ?CC|[Pp]\\. ?ej|[ad]\\. ?(?:de )?C|[ap]\\. ?m|S\\. ?M|' +
      'S\\. ?A\\. ?R|S\\. ?A|S\\. ?L|q\\. ?e\\. ?p\\. ?d)\\.(?![\\p{L}\\p{N}\\p{M}])',
    'gu',
  ),
  treat: (found) => {
    const written = found[0]
      .replace('de ', '')
      .replaceAll(/[ \u00a0]/g, '')
      .replace('P.ej', 'p.ej');
    const as = phrases[written];
    const to = found.index + found[0].length - (sentenceEnds(found) ? 1 : 0);
    return as === undefined ? undefined : { kind: 'say', as, from: found.index, to };
  },
};
