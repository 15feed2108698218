import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import type { EditionCode, Voice } from '../../shared/domain/newsroom.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';

function said(edition: EditionCode, text: string, given: Partial<Unit> = {}): string {
  const { main } = editionOf(edition).voices;
  return speechOf({
    edition,
    block: 0,
    from: 0,
    text,
    foreign: [],
    voice: main,
    pauseMs: 400,
    dateline: false,
    ...given,
  }).plain;
}

const voice = (language: string): Voice => ({ id: 'x', engine: 'neural', language });

describe('English is read as an editor would read it', () => {
  it.each([
    // Titles and abbreviations
    ['Mr. Ruiz and Mrs. Lee', 'Mister Ruiz and Missus Lee'],
    ['Mr Ruiz and Dr Lee', 'Mister Ruiz and Doctor Lee'],
    ['Dr. Lee of St. Mary', 'Doctor Lee of Saint Mary'],
    ['10 Downing St. and Mulholland Dr., at night', '10 Downing Street and Mulholland Drive, at night'],
    ['He lives on Baker St. The police know.', 'He lives on Baker Street. The police know.'],
    ['Gen. Park and Sen. Cole', 'General Park and Senator Cole'],
    ['John Cole Jr. won', 'John Cole Junior won'],
    ['No. 10 and Nos. 3 and 4', 'Number 10 and Numbers 3 and 4'],
    ['No. That is all.', 'No. That is all.'],
    ['Ellery vs. Porto', 'Ellery versus Porto'],
    [
      'approx. 50 boats, e.g. trawlers, i.e. big ones',
      'approximately 50 boats, for example trawlers, that is big ones',
    ],
    ['ropes, nets, etc. were lost', 'ropes, nets, et cetera were lost'],
    ['from Boston, Mass., to Miami, Fla.', 'from Boston, Massachusetts, to Miami, Florida.'],
    ['Harbour Inc. and Nets Ltd. merged', 'Harbour Incorporated and Nets Limited merged'],
    // Acronyms
    ['the U.N. Security Council', 'the U N Security Council'],
    ['He spoke at the U.N. He left.', 'He spoke at the U N. He left.'],
    ['He left the U.N.', 'He left the U N.'],
    ['KCNA, AFP and the BBC said', 'K C N A, A F P and the B B C said'],
    ['the EU and the US', 'the E U and the U S'],
    ['NATO, UNESCO, OPEC and FIFA', 'Nato, Unesco, Opec and Fifa'],
    ['KCNA’s editors and two MPs', "K C N A's editors and two M P's"],
    ['the XQZ and the RTFM file', 'the X Q Z and the R T F M file'],
    ['TASS said', 'TASS said'],
    ['It is NOT so', 'It is NOT so'],
    ['RAIN HALTS PLAY IN NEW YORK, TELL US', 'RAIN HALTS PLAY IN NEW YORK, TELL US'],
    ['AT&T and R&D', 'A T and T and R and D'],
    ['MI6 and CO₂', 'M I 6 and C O 2'],
    ['COVID-19, G20 and an F-16', 'Covid-19, G20 and an F-16'],
    // Numbers
    ['10-15 people, pages 10–15', '10 to 15 people, pages 10 to 15'],
    ['a 3-1 win and a 5-4 ruling', 'a 3, 1 win and a 5, 4 ruling'],
    ['they lost 1-3.', 'they lost 1, 3.'],
    ['they won 10-15 seats', 'they won 10 to 15 seats'],
    ['in 2024–26 and 2024-2026', 'in 2024 to 2026 and 2024 to 2026'],
    ['call 555-1234 or 555-123-4567', 'call 555-1234 or 555-123-4567'],
    ['1,386.5 tonnes and 1,386 boats', '1386.5 tonnes and 1,386 boats'],
    ['the 1st and 22nd', 'the 1st and 22nd'],
    ['$1.2bn, £3m, €40m and US$5', '1.2 billion dollars, 3 million pounds, 40 million euros and 5 U S dollars'],
    ['$5m-$10m and $5-10 million', '5 million dollars to 10 million dollars and 5 to 10 million dollars'],
    ['$1 or $2.50', '1 dollar or 2 dollars 50'],
    ['5%, 5 percent, 10-15%', '5 percent, 5 percent, 10 to 15 percent'],
    ['5 km, 1 km, 90 km/h and 60mph', '5 kilometres, 1 kilometre, 90 kilometres an hour and 60 miles an hour'],
    ['20°C, −5 °C', '20 degrees Celsius, minus 5 degrees Celsius'],
    ['50 m², 70 kg, 3 GW', '50 square metres, 70 kilograms, 3 gigawatts'],
    ['a 100m sprint before 5m people', 'a 100 metre sprint before 5 million people'],
    // Dates and times
    ['24 Nov 2026, on Nov. 24, in Sept. 2026', '24 November 2026, on November 24, in September 2026'],
    ['24/11/2026, 11/24/2026, 2026-11-24', 'November 24, 2026, November 24, 2026, November 24, 2026'],
    ['at 18:30, 6.30pm and 6 p.m.', 'at 18:30, 6:30 p.m. and 6 p.m.'],
    ['at 1830 GMT', 'at 18:30 G M T'],
    ['open 24/7 since 9/11', 'open 24 7 since 9 11'],
    // Roman numbers
    ['Elizabeth II and World War II', 'Elizabeth the 2nd and World War 2'],
    ['Pope Leo XIV, King Charles III’s crown', "Pope Leo the 14th, King Charles the 3rd's crown"],
    ['When Elizabeth I met was she', 'When Elizabeth I met was she'],
    ['Queen Elizabeth I reigned; Malcolm X did not', 'Queen Elizabeth the 1st reigned; Malcolm X did not'],
    // Signs
    ['#ClimateAction and @BBCNews', 'Climate Action and BBC News'],
    ['ranked #1', 'ranked number 1'],
    ['bread & butter', 'bread and butter'],
    ['he/she', 'he she'],
    ['rain — and wind', 'rain , and wind'],
    ['See https://example.org/a?b=c, or write to desk@example.org.', 'See , or write to .'],
    ['see example.org/news, by Booking.com', 'see , by Booking.com'],
    ['A rose.¹ A tulip[12] and a lily*', 'A rose. A tulip and a lily'],
    ['Good 👍🏽 day 🇪🇸 1️⃣', 'Good day 1'],
    ['“We […] agree”…', '“We , agree”…'],
    ['i\u00adPhone® at\u200b once', 'iPhone at once'],
  ])('%s', (text, plain) => {
    expect(said('en', text)).toBe(plain);
  });

  it('takes British dates day first', () => {
    expect(said('en', '3/11/2026', { voice: voice('en-GB') })).toBe('November 3, 2026');
    expect(said('en', '3/11/2026', { voice: voice('en-US') })).toBe('March 11, 2026');
  });
});

describe('Spanish is read as an editor would read it', () => {
  it.each([
    ['El Sr. García y la Sra. López', 'El señor García y la señora López'],
    ['la Dra. Ruiz y D. Juan', 'la doctora Ruiz y don Juan'],
    ['Ud. y Uds.', 'usted y ustedes.'],
    ['EE. UU., EE.UU. y EEUU', 'Estados Unidos, Estados Unidos y Estados Unidos'],
    ['Viajó a EE. UU. El viernes volvió.', 'Viajó a Estados Unidos. El viernes volvió.'],
    ['núm. 5, n.º 6 y nº 7', 'número 5, número 6 y número 7'],
    ['p. ej., los barcos', 'por ejemplo, los barcos'],
    ['300 a. C. y 20 d. C.', '300 antes de Cristo y 20 después de Cristo.'],
    ['redes, cabos, etc.', 'redes, cabos, etcétera.'],
    ['pág. 12, art. 3, aprox. 5', 'página 12, artículo 3, aproximadamente 5'],
    ['avda. del Puerto, c/ Mayor', 'avenida del Puerto, calle Mayor'],
    ['S. M. el Rey', 'Su Majestad el Rey'],
    ['CC. AA. y FF. AA. unidas', 'comunidades autónomas y Fuerzas Armadas unidas'],
    ['la ONU, la OTAN y la OPEP', 'la Onu, la Otan y la Opep'],
    ['la UE y la BBC', 'la U E y la B B C'],
    ['el PSOE, CCOO y los JJOO', 'el Pesoe, Comisiones Obreras y los Juegos Olímpicos'],
    ['la XQZ', 'la X Q Z'],
    ['NO y SÍ', 'NO y SÍ'],
    ['2.500 barcos', '2500 barcos'],
    ['1.386,5 toneladas', '1386,5 toneladas'],
    ['1,386.5 toneladas', '1386,5 toneladas'],
    ['12\u00a0500 barcos', '12500 barcos'],
    ['1.200 millones de euros', '1200 millones de euros'],
    ['40 M€ y 40 €', '40 millones de euros y 40 euros'],
    ['US$ 5 y $5 millones', '5 dólares estadounidenses y 5 millones de dólares'],
    ['1 € o 1 %', '1 euro o 1 por ciento'],
    ['5 % y 10-15 %', '5 por ciento y 10 a 15 por ciento'],
    ['ganó 3-1', 'ganó 3 a 1'],
    ['10-15 barcos', '10 a 15 barcos'],
    ['el curso 2024-26', 'el curso 2024 a 2026'],
    ['90 km/h y 1 km', '90 kilómetros por hora y 1 kilómetro'],
    ['-5 °C y 20ºC', 'menos 5 grados Celsius y 20 grados Celsius'],
    ['50 m², 3 hm³, 3 GW', '50 metros cuadrados, 3 hectómetros cúbicos, 3 gigavatios'],
    ['el 1.º y la 3.ª', 'el primero y la tercera'],
    ['el 1er y el 3.er día', 'el primer y el tercer día'],
    ['el 21.º', 'el vigésimo primero'],
    ['24/11/2026 y 24.11.2026', '24 de noviembre de 2026 y 24 de noviembre de 2026'],
    ['2026-11-24', '24 de noviembre de 2026'],
    ['24 nov 2026, 3 dic.', '24 de noviembre de 2026, 3 de diciembre'],
    ['a las 18:30 y a las 18.30 h', 'a las 18 y 30 y a las 18 y 30'],
    ['a las 18:00', 'a las 18 horas'],
    ['el siglo XXI y los siglos XIX y XX', 'el siglo 21 y los siglos 19 y 20'],
    ['Felipe VI y Alfonso XIII', 'Felipe sexto y Alfonso 13'],
    ['Isabel II y Carlos I', 'Isabel segunda y Carlos primero'],
    ['la II Guerra Mundial y el XV Congreso', 'la segunda Guerra Mundial y el 15 Congreso'],
    ['—No vendrá —dijo Ana—. Luego.', 'No vendrá , dijo Ana. Luego.'],
    ['pan & vino', 'pan y vino'],
    ['#Elecciones2026', 'Elecciones 2026'],
    ['«Qué», dijo. ¿Y tú?', '«Qué», dijo. ¿Y tú?'],
  ])('%s', (text, plain) => {
    expect(said('es', text)).toBe(plain);
  });

  it('groups thousands as the country of its voice does', () => {
    const mexican = { voice: voice('es-MX') };
    expect(said('es', '2,500 y 2.5 y 1,386.5', mexican)).toBe('2,500 y 2.5 y 1386.5');
  });
});

describe('Arabic is read as an editor would read it', () => {
  it.each([
    ['قال د. أحمد', 'قال الدكتور أحمد'],
    ['ود. علي', 'والدكتور علي'],
    ['لد. علي', 'للدكتور علي'],
    ['أ. سعيد وم. خالد', 'الأستاذ سعيد والمهندس خالد'],
    ['أ.د. سعيد', 'الأستاذ الدكتور سعيد'],
    ['عام 2020م', 'عام 2020 ميلادي'],
    ['عام 1445هـ.', 'عام 1445 هجري.'],
    ['سنة 1445 ه.', 'سنة 1445 هجرية.'],
    ['في 300 ق.م', 'في 300 قبل الميلاد'],
    ['(أ ف ب)', '(فرانس برس)'],
    ['أ.ف.ب', 'فرانس برس'],
    ['خبز وملح إلخ.', 'خبز وملح إلى آخره.'],
    ['ص. 12', 'صفحة 12'],
    ['ص.ب 12', 'صندوق بريد 12'],
    ['5 د.إ', '5 دراهم إماراتية'],
    ['الـمـلك', 'الملك'],
    ['كَتَبَ', 'كَتَبَ'],
    ['\u200fقال\u200e', 'قال'],
    ['١٢٣ و۱۲۳', '123 و123'],
    ['١٬٣٨٦٫٥', '1386.5'],
    ['1,386.5', '1386.5'],
    ['٥٪', '5 في المئة'],
    ['و5%', 'و5 في المئة'],
    ['10-15 شخصا', '10 إلى 15 شخصا'],
    ['و10-15', 'و10 إلى 15'],
    ['2024-26', '2024 إلى 2026'],
    ['فاز 3-1', 'فاز 3 مقابل 1'],
    ['خسر ١-٣.', 'خسر 1 مقابل 3.'],
    ['$5 مليار', '5 مليار دولار'],
    ['5 ملايين $', '5 ملايين دولار'],
    ['€40m', '40 مليون يورو'],
    ['50 كم', '50 كيلومترا'],
    ['و50 كم/س', 'و50 كيلومترا في الساعة'],
    ['20°C', '20 درجة مئوية'],
    ['-5 °م', 'سالب 5 درجات مئوية'],
    ['70 كغ', '70 كيلوغراما'],
    ['50 م²', '50 مترا مربعا'],
    ['24/11/2026', '24 نوفمبر 2026'],
    ['٢٤/١١/٢٠٢٦', '24 نوفمبر 2026'],
    ['2026-11-24', '24 نوفمبر 2026'],
    ['الساعة 18:30', 'الساعة 18 و30 دقيقة'],
    ['الساعة 18:00', 'الساعة 18'],
    ['القرن الـ21', 'القرن الحادي والعشرون'],
    ['القرن 19', 'القرن التاسع عشر'],
    ['القرن XX', 'القرن العشرون'],
    ['الذكرى الـ15', 'الذكرى 15'],
    ['قالت BBC وNATO', 'قالت B B C وNato'],
    ['قالت NATO', 'قالت Nato'],
    ['#انتخابات_2026', 'انتخابات 2026'],
    ['خبز & ملح', 'خبز و ملح'],
    ['«نعم» — قال', '«نعم» , قال'],
    ['https://example.org/a نعم', 'نعم'],
  ])('%s', (text, plain) => {
    expect(said('ar', text)).toBe(plain);
  });
});

describe('a dateline', () => {
  it('says its place and not its agency', () => {
    const text = 'PORT ELLERY, Nov 3 (Harbour Wire) — Rain fell.';
    expect(said('en', text, { dateline: true })).toBe('PORT ELLERY, November 3, Rain fell.');
    expect(said('en', text)).toContain('(Harbour Wire)');
    expect(said('en', 'RIO (Harbour Wire) - Rain fell.', { dateline: true })).toBe('RIO, Rain fell.');
    expect(said('ar', 'القاهرة (وكالة) - هطل المطر', { dateline: true })).toBe('القاهرة, هطل المطر');
  });
});
