import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';

function said(text: string, given: Partial<Unit> = {}): string {
  const voice = editionOf('es').voices.main;
  const unit = { block: 0, from: 0, foreign: [], pauseMs: 400, dateline: false };
  return speechOf({ edition: 'es', voice, text, ...unit, ...given }).plain;
}

describe('Spanish degrees and ordinals', () => {
  it.each([
    ['Máximas de 38º en Sevilla y 40º', 'Máximas de 38 grados en Sevilla y 40 grados'],
    ['La temperatura, de 5º, subirá 1º', 'La temperatura, de 5 grados, subirá 1 grado'],
    ['España, a 40º: se pasó de los 42º.', 'España, a 40 grados: se pasó de los 42 grados.'],
    ['entre 25º y 38º', 'entre 25 grados y 38 grados'],
    ['Un ángulo de 90º, un giro de 180º', 'Un ángulo de 90 grados, un giro de 180 grados'],
    ['37,5º, -5º y 30-38º', '37,5 grados, menos 5 grados y 30 a 38 grados'],
    ['24º de máxima y 40º bajo cero', '24 grados de máxima y 40 grados bajo cero'],
    ['20º C, 20 ° C', '20 grados Celsius, 20 grados Celsius'],
    [
      'se alcanzaron 42º; clasificados 21º y 22º',
      'se alcanzaron 42 grados; clasificados vigésimo primero y vigésimo segundo',
    ],
    // Places, years and days are counted.
    ['quedó 38º; el 40º aniversario', 'quedó trigésimo octavo; el cuadragésimo aniversario'],
    ['del 25º al 38º', 'del vigésimo quinto al trigésimo octavo'],
    ['de 1º a 6º de Primaria', 'de primero a sexto de Primaria'],
    ['Con altas temperaturas Alonso quedó 3º en Sepang', 'Con altas temperaturas Alonso quedó tercero en Sepang'],
    ['vive en el 3º C', 'vive en el tercero C'],
    ['la temperatura más alta en un 1º de mayo', 'la temperatura más alta en un primero de mayo'],
    ['máximas de récord el 2º día', 'máximas de récord el segundo día'],
    ['el 125º aniversario y la 101ª edición', 'el 125 aniversario y la 101 edición'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('a Spanish dateline', () => {
  it.each([
    ['Madrid, 3 nov (EFE).- Llueve.', 'Madrid, 3 de noviembre, Llueve.'],
    ['Madrid (EFE).- Llueve.', 'Madrid, Llueve.'],
    ['(EFE).- Llueve.', 'Llueve.'],
    ['San José (Costa Rica), 3 nov (EFE).- Llueve.', 'San José (Costa Rica), 3 de noviembre, Llueve.'],
    ['BARCELONA, 3 (EUROPA PRESS) Llueve.', 'BARCELONA, 3, Llueve.'],
    ['MADRID, 3 Nov. (EUROPA PRESS) - Llueve.', 'MADRID, 3 de noviembre, Llueve.'],
    // An abbreviation explained is none, nor is an aside.
    ['Associated Press (AP) informó de ello.', 'Associated Press (A P) informó de ello.'],
    ['Hoy, 3 (festivo) no hay clase.', 'Hoy, 3 (festivo) no hay clase.'],
    ['(Sin ella) - dijo - no voy.', '(Sin ella) , dijo , no voy.'],
  ])('%s', (text, plain) => {
    expect(said(text, { dateline: true })).toBe(plain);
  });

  it('stands nowhere else', () => {
    expect(said('Madrid (EFE).- Llueve.')).toContain('(Efe)');
  });
});

describe('Spanish times', () => {
  it.each([
    ['MADRID, 3 Nov. y 3 DIC', 'MADRID, 3 de noviembre y 3 de diciembre'],
    ['ganó 1 set y 2 Set', 'ganó 1 set y 2 Set'],
    ['A la 1:00, a la 1:30 y a las 01:00 horas', 'A la una, a la una y 30 y a la una'],
    ['a la 1 de la tarde, en La 1 de TVE', 'a la una de la tarde, en La 1 de T V E'],
    ['a las 21:00 y a las 21.30 h', 'a las veintiuna horas y a las veintiuna y 30'],
    ['a las 18:00 horas y a las 18:30 horas', 'a las 18 horas y a las 18 y 30 horas'],
    ['20 h, 24 h, 24h y 1 h', '20 horas, 24 horas, 24 horas y 1 hora'],
    ['de 17:00-20:00 h', 'de 17 horas a 20 horas'],
    ['de 9-14 h', 'de 9 a 14 horas'],
    ['2 h 15 min', '2 horas 15 minutos'],
    ['a las 20 hs. en Lima', 'a las 20 horas en Lima'],
    ['a las 18:30 h. en Lima, a las 20 h. Luego', 'a las 18 y 30 en Lima, a las 20 horas. Luego'],
    ['a las 6.30 pm', 'a las 6 y 30 de la tarde'],
    ['6:30 a. m. y 9 PM', '6 y 30 de la mañana y 9 de la noche'],
    ['12:30 pm y 12 am', '12 y 30 del mediodía y 12 de la noche'],
    ['a la 1 pm, a las 10:00 p.m. El rey', 'a la una de la tarde, a las 10 de la noche. El rey'],
    ['5 ppm, 6.305 pm', '5 ppm, 6305 pm'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('Spanish amounts', () => {
  it.each([
    ['3 millones de personas', '3 millones de personas'],
    ['1.200 millones de barcos', '1200 millones de barcos'],
    ['3.000 mill. €', '3000 millones de euros'],
    ['2,5 mill. de euros y 3 mill. de barcos', '2,5 millones de euros y 3 millones de barcos'],
    ['Costó 3 mill. Nadie pagó.', 'Costó 3 millones. Nadie pagó.'],
    ['5 km. de costa, 3 kg.', '5 kilómetros de costa, 3 kilos.'],
    ['£3m, $1,2bn y 5 m', '3 millones de libras, 1,2 mil millones de dólares y 5 metros'],
    ['5 m/s y 3 m³/s', '5 metros por segundo y 3 metros cúbicos por segundo'],
    ['el 8M, del 15M y 8 M', 'el 8 M, del 15 M y 8 millones'],
    ['entre 5-10 € y entre los 20–30 años', 'entre 5 y 10 euros y entre los 20 y 30 años'],
    ['Del 10-15 de mayo', 'Del 10 al 15 de mayo'],
    ['entre el 10-15 de mayo', 'entre el 10 y el 15 de mayo'],
    ['pasó del 1-2 al 3-2', 'pasó del 1 a 2 al 3 a 2'],
    ['200 l/m², 3 g/l', '200 litros por metro cuadrado, 3 gramos por litro'],
    ['1 l/m2, 50 µg/m³', '1 litro por metro cuadrado, 50 microgramos por metro cúbico'],
    ['1.200 €/m², 5 l/100 km', '1200 euros por metro cuadrado, 5 litros cada 100 kilómetros'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('Spanish Roman numbers', () => {
  it.each([
    ['el IV centenario y el XV aniversario', 'el cuarto centenario y el 15 aniversario'],
    ['los X Juegos y la X Legislatura', 'los décimos Juegos y la décima Legislatura'],
    ['los III Premios y las II Jornadas', 'los terceros Premios y las segundas Jornadas'],
    ['el XL aniversario, el L Congreso', 'el 40 aniversario, el 50 Congreso'],
    ['El VI Premio y La II Guerra', 'El sexto Premio y La segunda Guerra'],
    ['siglos XIX, XX y XXI', 'siglos 19, 20 y 21'],
    ['del siglo XIX y el XX, dijo', 'del siglo 19 y el 20, dijo'],
    ['los siglos XIX-XX', 'los siglos 19-20'],
    // A letter, a size, a word
    ['la red X Premium, en X Musk', 'la red X Premium, en X Musk'],
    ['una camiseta XL Roja, el plan C nuevo', 'una camiseta X L Roja, el plan C nuevo'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('Spanish abbreviations', () => {
  it.each([
    ['cabos, etc. Así fue', 'cabos, etcétera. Así fue'],
    ['cabos, etc. Barcos. Pero etc. y más', 'cabos, etcétera. Barcos. Pero etcétera y más'],
    ['En EE. UU. Biden ganó. En EE. UU. Además', 'En Estados Unidos Biden ganó. En Estados Unidos. Además'],
    ['C/ Mayor, c/Luna y P.º de Recoletos', 'calle Mayor, calle Luna y paseo de Recoletos'],
    ['A/C/D, C/ Mayor, s/n', 'A C D, calle Mayor, sin número'],
    ['El nº1, Nº 2 y n.º3', 'El número 1, número 2 y número 3'],
    ['SS. MM. los Reyes y SS.AA.RR.', 'Sus Majestades los Reyes y Sus Altezas Reales.'],
    ['Mª José, M.ª Carmen y José Mª', 'María José, María Carmen y José María'],
    ['Fco. Javier Fdez. Vara', 'Francisco Javier Fernández Vara'],
    ['los DD. HH. y las NN. UU.', 'los derechos humanos y las Naciones Unidas.'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

/** What the text does not decide is left as it is written. */
describe('Spanish is not read falsely', () => {
  it.each([
    // “ha” is a verb before a participle.
    ['En 2024 ha caído; El Ibex 35 ha subido', 'En 2024 ha caído; El Ibex 35 ha subido'],
    ['la Fórmula 1 ha vuelto, uno de cada 10 ha votado', 'la Fórmula 1 ha vuelto, uno de cada 10 ha votado'],
    ['La Agenda 2030 ha sido y 2025 ha visto', 'La Agenda 2030 ha sido y 2025 ha visto'],
    ['2024 ha dicho, 2025 no, 2026 ha ya casi ido', '2024 ha dicho, 2025 no, 2026 ha ya casi ido'],
    ['Apolo 11 ha también abierto', 'Apolo 11 ha también abierto'],
    ['La Agenda 2030 ha de cumplirse', 'La Agenda 2030 ha de cumplirse'],
    ['El índice 1.200 ha caído', 'El índice 1200 ha caído'],
    ['En 2024 ha, por fin, caído; Vox 2.0 ha muerto', 'En 2024 ha, por fin, caído; Vox 2.0 ha muerto'],
    ['20 ha junto al río, 3 ha mucho más', '20 hectáreas junto al río, 3 hectáreas mucho más'],
    ['2024 ha descubierto, 2025 ha resuelto', '2024 ha descubierto, 2025 ha resuelto'],
    ['3.000 ha, según el alcalde, afectado', '3000 hectáreas, según el alcalde, afectado'],
    ['ardieron 20 ha, según dijo, y 3 ha', 'ardieron 20 hectáreas, según dijo, y 3 hectáreas'],
    ['500 ha de olivar, 1 ha, 20 ha.', '500 hectáreas de olivar, 1 hectárea, 20 hectáreas.'],
    ['100 ha quemadas y 30 ha han ardido', '100 hectáreas quemadas y 30 hectáreas han ardido'],
    ['las 500 ha que ardieron', 'las 500 hectáreas que ardieron'],
    // Times with a point
    ['a las 20.45; a las 16.15', 'a las 20 y 45; a las 16 y 15'],
    ['Abre de 9.00 a 14.00', 'Abre de 9 horas a 14 horas'],
    ['de 10.00 a 14.00 y de 16.30 a 20.00.', 'de 10 horas a 14 horas y de 16 y 30 a 20 horas.'],
    ['hacia las 2.30 de la madrugada', 'hacia las 2 y 30 de la madrugada'],
    ['a la 1.30, entre las 9.00 y las 14.00', 'a la una y 30, entre las 9 horas y las 14 horas'],
    ['de 9.00 a 14.00 h y de 17.00 a 20.00 horas', 'de 9 horas a 14 horas y de 17 horas a 20 horas'],
    ['Abre de 9.00 a 14.00 h. Luego cierra', 'Abre de 9 horas a 14 horas. Luego cierra'],
    [
      'entre las 18.00 y 20.00; a las 14.00, 16.00 y 18.30',
      'entre las 18 horas y 20 horas; a las 14 horas, 16 horas y 18 y 30',
    ],
    ['de 20.45 a 21.30 (La 1); de 1.50 a 2.00', 'de 20 y 45 a veintiuna y 30 (La 1); de 1.50 a 2.00'],
    ['a las 9.00-14.00', 'a las 9 horas a 14 horas'],
    ['las 2.50 libras, pasó de 2.10 a 2.35', 'las 2.50 libras, pasó de 2.10 a 2.35'],
    ['a las 20.450 personas', 'a las 20450 personas'],
    // Versions and articles
    ['Industria 4.0; web 2.0; versión 3.5', 'Industria 4.0; web 2.0; versión 3.5'],
    ['art. 92.1 CE; arts. 1.2 y 2.3', 'artículo 92.1 C E; artículos 1.2 y 2.3'],
    ['1.5 % y 2.500', '1,5 por ciento y 2500'],
    // Degrees
    ['Se esperan 40º en Córdoba; habrá 35º', 'Se esperan 40 grados en Córdoba; habrá 35 grados'],
    ['Entre 30º y 35º; De 20º a 25º', 'Entre 30 grados y 35 grados; De 20 grados a 25 grados'],
    ['Entre 15º y 25º', 'Entre 15 grados y 25 grados'],
    ['tenía 39º de fiebre; giró 90º', 'tenía 39 grados de fiebre; giró 90 grados'],
    ['el 25º, puesto 23º, terminó 22º', 'el vigésimo quinto, puesto vigésimo tercero, terminó vigésimo segundo'],
    ['fue 21º y 24º en meta', 'fue vigésimo primero y vigésimo cuarto en meta'],
    ['Acabó la carrera 25º', 'Acabó la carrera vigésimo quinto'],
    [
      'Pasó 25º y 30º por meta; en el piso 25º',
      'Pasó vigésimo quinto y trigésimo por meta; en el piso vigésimo quinto',
    ],
    ['de 25º, 30º y 40º; 20º, 25º y 30º', 'de 25 grados, 30 grados y 40 grados; 20 grados, 25 grados y 30 grados'],
    [
      '30º y 34º en la general; El Ferrari 22º',
      'trigésimo y trigésimo cuarto en la general; El Ferrari vigésimo segundo',
    ],
    ['Sainz, 22º, y Ana (23º)', 'Sainz, vigésimo segundo, y Ana (vigésimo tercero)'],
    // Initials
    ['Francisco I. Madero; Juan V. Pérez; Ana V. Díaz', 'Francisco I. Madero; Juan V. Pérez; Ana V. Díaz'],
    ['Llegó Carlos I. El rey habló. Murió Felipe V.', 'Llegó Carlos primero. El rey habló. Murió Felipe quinto.'],
    ['grupo D. España debutará; vitamina D. Tomar', 'grupo D. España debutará; vitamina D. Tomar'],
    ['serie D. Milán; D. E. P.; grupos C y D. España', 'serie D. Milán; D. E. P.; grupos C y D. España'],
    ['John D. Rockefeller y J. D. Salinger', 'John D. Rockefeller y J. D. Salinger'],
    ['falleció D. Juan; dijo D. Luis', 'falleció don Juan; dijo don Luis'],
    ['D. Juan, con D. José y el señor D. Luis. D. Ángel', 'don Juan, con don José y el señor don Luis. don Ángel'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('Spanish numbers and letters are taken for what they are', () => {
  it.each([
    ['solo ha cedido 1 set.', 'solo ha cedido 1 set.'],
    ['el 5 de set. de 2026, 5 set. 2026', 'el 5 de septiembre de 2026, 5 de septiembre de 2026'],
    // Days that are remembered
    ['la marcha 8M; este 8M; movimiento 15M', 'la marcha 8 M; este 8 M; movimiento 15 M'],
    ['manifestaciones 8M; cada 8M; Comisión 8M', 'manifestaciones 8 M; cada 8 M; Comisión 8 M'],
    ['8M, una fecha; el espíritu 15M', '8 M, una fecha; el espíritu 15 M'],
    ['8M: todas; la multinacional 3M', '8 M: todas; la multinacional 3 M'],
    ['un traspaso de 8M, 8M de euros', 'un traspaso de 8 millones, 8 millones de euros'],
    // Lengths of time, scales
    ['con 1:05 de ventaja; en 1:45; escala 1:50; 1:25 min', 'con 1:05 de ventaja; en 1:45; escala 1:50; 1:25 min'],
    ['con 2:05 de ventaja; en 2:45', 'con 2:05 de ventaja; en 2:45'],
    ['de 1:00 a 2:30', 'de una a 2 y 30'],
    ['A las 01:15; Las 01:00 horas; a las 1.30', 'A la una y 15; La una; a la una y 30'],
    ['Duró 2h 15m; 1h15m; 2 h y 15 m', 'Duró 2 horas 15 minutos; 1 hora 15 minutos; 2 horas y 15 minutos'],
    ['a las 1.15 a. m., A las 01:15 am', 'a la una y 15 de la mañana, A la una y 15 de la mañana'],
    ['a las 1 de la tarde, a las 11 am', 'a la una de la tarde, a las 11 de la mañana'],
    ['1:00 h; a la 1:00 h', '1:00 h; a la una'],
    ['100 m 15 s', '100 metros 15 s'],
    ['15m 30s; 2h 1m 3s; 15 m', '15 minutos 30 segundos; 2 horas 1 minuto 3 segundos; 15 metros'],
    ['a las 12 m. en Lima; a las 12 m', 'a las 12 del mediodía en Lima; a las 12 del mediodía'],
    ['las 12 m de eslora, el 12 m', 'las 12 metros de eslora, el 12 metros'],
    // Roman numbers
    ['Cantó «I Will Always Love You»', 'Cantó «I Will Always Love You»'],
    ['la I Guerra y I Congreso', 'la primera Guerra y primer Congreso'],
    ['ss. XV y XVI; pp. 3 y ss.', 'siglos 15 y 16; páginas 3 y siguientes.'],
    // Ordinals before a noun
    ['el 3º piso; el 21º presidente; el 1.º premio', 'el tercer piso; el vigésimo primer presidente; el primer premio'],
    ['el 3º ganó; el 2º piso; el 1º de mayo', 'el tercero ganó; el segundo piso; el primero de mayo'],
    ['el 3º mejor, el 3º más votado', 'el tercer mejor, el tercero más votado'],
    // Acronyms that are words
    ['la UCI, la UCO, el VAR y el BOE', 'la Uci, la Uco, el Var y el Boe'],
    ['la EPA, una OPA, la UME y la DEA', 'la Epa, una Opa, la Ume y la Dea'],
    ['el NIE, el NIF, el IBI y la FED', 'el Nie, el Nif, el Ibi y la Fed'],
    ['la PCR y el SMS', 'la P C R y el S M S'],
    ['La Lic. Ruiz, la Ing. Paz y una Arq. Sanz', 'La licenciada Ruiz, la ingeniera Paz y una arquitecta Sanz'],
    ['El Lic. Ruiz; Ing. Paz', 'El licenciado Ruiz; ingeniero Paz'],
    ['carrera de 10k; televisor 4k', 'carrera de 10 k; televisor 4 k'],
    ['10k seguidores, 10k € y 5k de usuarios', '10 mil seguidores, 10 mil euros y 5 mil de usuarios'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});
