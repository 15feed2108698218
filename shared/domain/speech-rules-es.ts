import type { Unit } from './script.ts';
import { type Abbreviations, abbreviations, acronyms, dotted, words } from './speech-acronyms.ts';
import { type Count, dates, quantities } from './speech-quantities.ts';
import { edge, oneOf, type Rule, romanValue, saying } from './treatment.ts';

const months = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');
const shortMonths: Record<string, string> = Object.fromEntries([
  ...months.map((month) => [month.slice(0, 3), month]),
  ['sept', 'septiembre'],
  ['set', 'septiembre'],
]);

/** Before a name or a number; their point ends no sentence. */
export const spanishTitles = words(
  'Sr Sra Srta Sres Sras Dr Dra Dres D Dña Da Ud Uds Vd Vds Lic Ing Prof Profa Arq Gral Cnel Cap Tte Sgto Pdte Excmo Excma Mons Rvdo Sto Sta Hnos núm núms pág págs art arts cap vol aprox av avda Av Avda ctra Ctra pza Pza tel tfno p pp vs EE RR FF CC JJ AA',
);

function sentenceEnds({ 0: written, index, input }: RegExpExecArray): boolean {
  const after = input.slice(index + written.length, index + written.length + 24);
  if (/^["'”’»)]*\s*$/.test(after) && after.length < 24) return true;
  return /^["'”’»)]{0,3} ["'“‘«(¿¡]{0,2}(?:El|La|Los|Las|Un|Una|Y|Pero|En|Según|Por|Para|Este|Esta|Esto|No|Se|Su|Sus|Con|Tras|Desde|A|Al|De|Del|Lo|Le|Ella|Él|Ellos|Si|Cuando|Mientras|Aunque|También)(?!\p{L})/u.test(
    after,
  );
}

function before({ index, input }: RegExpExecArray, length = 24): string {
  return input.slice(Math.max(0, index - length), index);
}

function after({ 0: written, index, input }: RegExpExecArray, length = 16): string {
  return input.slice(index + written.length, index + written.length + length);
}

const beforeName = (word: string) => (found: RegExpExecArray) => (/^ ?\p{Lu}/u.test(after(found)) ? word : undefined);
const beforeNumber = (word: string) => (found: RegExpExecArray) => (/^ ?\d/.test(after(found)) ? word : undefined);
const month = (short: string) => (found: RegExpExecArray) =>
  /\d (?:de )?$/.test(before(found)) ? shortMonths[short] : undefined;

const table: Abbreviations = {
  Sr: 'señor',
  Sra: 'señora',
  Srta: 'señorita',
  Sres: 'señores',
  Sras: 'señoras',
  Dr: 'doctor',
  Dra: 'doctora',
  Dres: 'doctores',
  D: beforeName('don'),
  Dña: beforeName('doña'),
  Da: beforeName('doña'),
  Ud: 'usted',
  Uds: 'ustedes',
  Vd: 'usted',
  Vds: 'ustedes',
  Lic: beforeName('licenciado'),
  Ing: beforeName('ingeniero'),
  Prof: beforeName('profesor'),
  Profa: beforeName('profesora'),
  Arq: beforeName('arquitecto'),
  Gral: beforeName('general'),
  Cnel: beforeName('coronel'),
  Cap: beforeName('capitán'),
  Tte: beforeName('teniente'),
  Sgto: beforeName('sargento'),
  Pdte: beforeName('presidente'),
  Excmo: 'excelentísimo',
  Excma: 'excelentísima',
  Mons: beforeName('monseñor'),
  Rvdo: 'reverendo',
  Sto: beforeName('Santo'),
  Sta: beforeName('Santa'),
  Hnos: 'Hermanos',
  Cía: 'Compañía',
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
  ss: 'siguientes',
  ed: 'edición',
  s: (found) => (/^ [IVXL]{1,5}(?!\p{L})/u.test(after(found)) ? 'siglo' : undefined),
  ...Object.fromEntries(Object.keys(shortMonths).map((short) => [short, month(short)])),
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
  'S.A.R.': 'Su Alteza Real',
  'S.A.': 'sociedad anónima',
  'S.L.': 'sociedad limitada',
  'q.e.p.d.': 'que en paz descanse',
  'P.D.': 'posdata',
  'N.del T.': 'nota del traductor',
};

const phrase: Rule = {
  pattern:
    /(?<![\p{L}\p{N}\p{M}.])(?:EE\. ?UU|RR\. ?HH|CC\. ?AA|FF\. ?AA|JJ\. ?OO|CC\. ?OO|RR\. ?EE|[Pp]\. ?ej|[ad]\. ?(?:de )?C|[ap]\. ?m|S\. ?M|S\. ?A\. ?R|S\. ?A|S\. ?L|q\. ?e\. ?p\. ?d)\.(?![\p{L}\p{N}\p{M}])/gu,
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

/** “Felipe VI” is the sixth, “Alfonso XIII” thirteen, as they are said. */
const roman: Rule[] = [
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

const n = (one: string, several = `${one}s`): Count => [one, several];
const units: Record<string, Count> = {
  '%': ['por ciento', 'por ciento'],
  km: n('kilómetro'),
  kms: n('kilómetro'),
  'km/h': n('kilómetro por hora', 'kilómetros por hora'),
  mph: n('milla por hora', 'millas por hora'),
  'm/s': n('metro por segundo', 'metros por segundo'),
  m: n('metro'),
  cm: n('centímetro'),
  mm: n('milímetro'),
  'm²': n('metro cuadrado', 'metros cuadrados'),
  m2: n('metro cuadrado', 'metros cuadrados'),
  'km²': n('kilómetro cuadrado', 'kilómetros cuadrados'),
  km2: n('kilómetro cuadrado', 'kilómetros cuadrados'),
  'm³': n('metro cúbico', 'metros cúbicos'),
  'hm³': n('hectómetro cúbico', 'hectómetros cúbicos'),
  ha: n('hectárea'),
  kg: n('kilo'),
  kgs: n('kilo'),
  g: n('gramo'),
  mg: n('miligramo'),
  t: n('tonelada'),
  l: n('litro'),
  ml: n('mililitro'),
  '°C': n('grado Celsius', 'grados Celsius'),
  ºC: n('grado Celsius', 'grados Celsius'),
  '°F': n('grado Fahrenheit', 'grados Fahrenheit'),
  '°': n('grado'),
  kW: n('kilovatio'),
  MW: n('megavatio'),
  GW: n('gigavatio'),
  TW: n('teravatio'),
  kWh: n('kilovatio hora', 'kilovatios hora'),
  MWh: n('megavatio hora', 'megavatios hora'),
  GWh: n('gigavatio hora', 'gigavatios hora'),
  TWh: n('teravatio hora', 'teravatios hora'),
  MB: n('megabyte'),
  GB: n('gigabyte'),
  GHz: n('gigahercio'),
  min: n('minuto'),
};
const currencies: Record<string, Count> = {
  '€': n('euro'),
  EUR: n('euro'),
  euros: n('euro'),
  $: n('dólar', 'dólares'),
  US$: n('dólar estadounidense', 'dólares estadounidenses'),
  USD: n('dólar estadounidense', 'dólares estadounidenses'),
  MXN: n('peso mexicano', 'pesos mexicanos'),
  ARS: n('peso argentino', 'pesos argentinos'),
  '£': n('libra'),
  '¥': ['yen', 'yenes'],
  'S/': ['sol', 'soles'],
  R$: ['real', 'reales'],
  '₽': n('rublo'),
  CHF: n('franco suizo', 'francos suizos'),
};

/** Spain writes 1.386,5, Mexico and the United States 1,386.5. */
const decimal = ({ voice }: Unit) => (voice.language === 'es-ES' ? ',' : '.');
const million = /mill|bill/;

export const spanishRules: readonly Rule[] = [
  ...dates(
    (day, number, year) => `${day} de ${months[number - 1]} de ${year}`,
    () => false,
  ),
  saying(
    new RegExp(
      `(?<![\\p{L}\\p{N}.,/-])(\\d{1,2})[ -](${oneOf(Object.keys(shortMonths))})\\.?(?:[ -](\\d{4}))?${edge.after}`,
      'gu',
    ),
    ([written, day, short = '', year]) => {
      const said = `${day} de ${shortMonths[short]}${year === undefined ? '' : ` de ${year}`}`;
      return short === 'mar' && year === undefined && !written.endsWith('.') ? undefined : said;
    },
  ),
  // 18:30, 18.30 h, 18:00 horas
  saying(
    /(?<![\p{L}\p{N}.,:/-])([01]?\d|2[0-3])(?::([0-5]\d)(?: ?(?:h|hs|hrs)\.?(?!\p{L}))?|\.([0-5]\d) ?(?:h|hs|hrs)\.?(?!\p{L})|[.]([0-5]\d)(?= horas))(?![\p{N}]|[.:,]\d)/gu,
    (found) => {
      const minutes = Number(found[2] ?? found[3] ?? found[4]);
      const hour = Number(found[1]);
      if (minutes > 0) return `${hour} y ${minutes}`;
      return /^ horas/.test(after(found)) ? String(hour) : `${hour} horas`;
    },
  ),
  saying(
    /(?<![\p{L}\p{N}.,:/-])(\d{1,3})(?:\.?(º|ª|er)|\.([oa]))(?![\p{L}\p{N}]|[CF]\b)/gu,
    ([, digits, sign, letter]) => ordinal(Number(digits), sign === 'ª' || letter === 'a', sign === 'er'),
  ),
  saying(/(?<![\p{L}\p{N}])(?:[Nn]\.?[º°]|N[º°]|№)(?= ?\d)/gu, () => 'número'),
  saying(/(?<![\p{L}\p{N}])D\.ª(?= \p{Lu})/gu, () => 'doña'),
  saying(/(?<![\p{L}\p{N}])c\/(?= ?\p{Lu})/gu, () => 'calle '),
  quantities({
    decimal,
    minus: 'menos',
    range: (from, to) => `${from} a ${to}`,
    score: (one, other) => `${one} a ${other}`,
    resultBefore: /$/,
    resultAfter: /^/,
    magnitudes: {
      M: 'millones',
      mill: 'millones',
      k: 'mil',
      mil: 'mil',
      millón: 'millón',
      millones: 'millones',
      'mil millones': 'mil millones',
      billón: 'billón',
      billones: 'billones',
      'millones de': 'millones',
      'mil millones de': 'mil millones',
    },
    units,
    currencies,
    money: (amount, magnitude, currency) =>
      `${amount}${magnitude === undefined ? '' : ` ${magnitude}${million.test(magnitude) ? ' de' : ''}`} ${currency}`,
  }),
  phrase,
  abbreviations(table, spanishTitles, sentenceEnds),
  dotted(sentenceEnds, {}),
  ...roman,
  ...acronyms(
    {
      spelled: words(
        `UE EU BBC AFP AP CNN KCNA FBI FMI BCE OMS OMC OCDE OIT OIEA ONG ADN ARN DNI PCR GPS PP IU PNV ERC UGT CGT CDC PSG NBA NFL MLB
        BM UCI IA TV TVE RTVE RNE HP DVD CD PC UV IRPF IPC LGTB LGTBI SMS VIH TNT ELN PKK KGB NSA UCO GC CSIF TSJ TSJM TC RFEF HBO IBM BMW BBVA RDC EAU URSS CNMC CNMV CGPJ`,
      ),
      words: words(
        'ONU OTAN OPEP UNESCO UNICEF FIFA UEFA NASA OEA CIA EFE RAE INE PIB IVA AVE ERE ERTE ETA FARC SIDA COVID PRI PAN UNASUR CELAC ALBA MERCOSUR IBEX VOX DANA USA INTERPOL EUROPOL CONMEBOL IMSERSO SEPE APEC ASEAN INEM ICO RENFE SEAT MIR UNED CIS CSIC UNAM BRICS TAC TAS',
      ),
      others: {
        EEUU: 'Estados Unidos',
        CCOO: 'Comisiones Obreras',
        JJOO: 'Juegos Olímpicos',
        PSOE: 'Pesoe',
        CCAA: 'comunidades autónomas',
        FFAA: 'Fuerzas Armadas',
        RRHH: 'recursos humanos',
      },
      plain: words(
        'no sí si el la los las un una de del y o en a al su es que por con ha he se me te lo le ni ya más muy tú yo mi fe fin sin hoy hay ley rey paz voz mar sol tres dos uno sea son era fue ser ver dar día año mes sur pan cis ave ok gol san ese esa eso río',
      ),
    },
    'y',
  ),
];
