import type { Pair } from './quantities.ts';

const n = (one: string, several = `${one}s`): Pair => [one, several];
const measures: Record<string, Pair> = {
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
  m3: n('metro cúbico', 'metros cúbicos'),
  hm3: n('hectómetro cúbico', 'hectómetros cúbicos'),
  ha: n('hectárea'),
  kg: n('kilo'),
  kgs: n('kilo'),
  g: n('gramo'),
  mg: n('miligramo'),
  µg: n('microgramo'),
  μg: n('microgramo'),
  t: n('tonelada'),
  l: n('litro'),
  cl: n('centilitro'),
  ml: n('mililitro'),
  '°C': n('grado Celsius', 'grados Celsius'),
  ºC: n('grado Celsius', 'grados Celsius'),
  '°F': n('grado Fahrenheit', 'grados Fahrenheit'),
  '° C': n('grado Celsius', 'grados Celsius'),
  'º C': n('grado Celsius', 'grados Celsius'),
  '°': n('grado'),
  º: n('grado'),
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
  h: n('hora'),
  hs: n('hora'),
  hrs: n('hora'),
  min: n('minuto'),
  seg: n('segundo'),
  'l/100 km': n('litro cada 100 kilómetros', 'litros cada 100 kilómetros'),
};
const money: Record<string, Pair> = {
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

const divisors: Record<string, string> = {
  'm²': 'metro cuadrado',
  m2: 'metro cuadrado',
  'm³': 'metro cúbico',
  m3: 'metro cúbico',
  'km²': 'kilómetro cuadrado',
  km: 'kilómetro',
  ha: 'hectárea',
  l: 'litro',
  dl: 'decilitro',
  ml: 'mililitro',
  kg: 'kilo',
  t: 'tonelada',
  MWh: 'megavatio hora',
  kWh: 'kilovatio hora',
  s: 'segundo',
  min: 'minuto',
  h: 'hora',
  día: 'día',
  mes: 'mes',
  año: 'año',
};

/** `g/l` of `g`: grams per litre, for each of the counted that is there. */
function rates(counted: Record<string, Pair>, signs: readonly string[]): [string, Pair][] {
  return signs.flatMap((sign) => {
    const [one, several] = counted[sign] ?? ['', ''];
    return Object.entries(divisors).map(([per, by]): [string, Pair] => [
      `${sign}/${per}`,
      [`${one} por ${by}`, `${several} por ${by}`],
    ]);
  });
}

/** With a point too, as “5 km. de costa”. */
const pointed = Object.entries(measures).filter(([sign]) => /^\p{L}+$/u.test(sign) && !/[ºª]/.test(sign));

export const spanishUnits: Record<string, Pair> = {
  ...Object.fromEntries(pointed.map(([sign, count]) => [`${sign}.`, count])),
  ...Object.fromEntries(
    rates(measures, ['l', 'ml', 'g', 'mg', 'µg', 'μg', 'kg', 't', 'm³', 'm3', 'hm³', 'hm3', 'kWh', 'h']),
  ),
  ...measures,
};
export const spanishCurrencies: Record<string, Pair> = {
  ...Object.fromEntries(rates(money, ['€', 'euros', '$'])),
  ...money,
};
