import { describe, expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { speechOf } from '../../shared/domain/speech.ts';

function said(text: string, dateline = false): string {
  const { main: voice } = editionOf('en').voices;
  const unit: Unit = { edition: 'en', block: 0, from: 0, text, foreign: [], voice, pauseMs: 400, dateline };
  return speechOf(unit).plain;
}

describe('English amounts', () => {
  it.each([
    // One before a noun that the amount belongs to
    ['a $5m fine and the £20 note', 'a 5 million dollar fine and the 20 pound note'],
    ['a $5 million deal, a record £300m takeover', 'a 5 million dollar deal, a record 300 million pound takeover'],
    ['in £300m takeover', 'in 300 million pound takeover'],
    ['two £20 notes and a €5bn Italian bank', 'two 20 pound notes and a 5 billion euro Italian bank'],
    ['a £50m-rated striker, a 5km-long tunnel', 'a 50 million pound-rated striker, a 5 kilometre-long tunnel'],
    ['a 10kg bag, the 5km run', 'a 10 kilogram bag, the 5 kilometre run'],
    ['75 mph gusts and a 6ft wall', '75 mile an hour gusts and a 6 foot wall'],
    ['a 10-km run, 75-mph winds', 'a 10 kilometre run, 75 mile an hour winds'],
    ['the 100m relay, a 10in screen', 'the 100 metre relay, a 10 inch screen'],
    ['the $5m was paid, the £20 he owed', 'the 5 million dollars was paid, the 20 pounds he owed'],
    ['the $5m raised, the £5m spent', 'the 5 million dollars raised, the 5 million pounds spent'],
    ['the £20 buys bread', 'the 20 pounds buys bread'],
    ['They paid $5m yesterday for 10kg of rice', 'They paid 5 million dollars yesterday for 10 kilograms of rice'],
    ['it is 5km long and 2m tall', 'it is 5 kilometres long and 2 metres tall'],
    ['a record $5m last year', 'a record 5 million dollars last year'],
    ['BP’s £5bn profit, it’s £20 extra', "B P's 5 billion pound profit, it’s 20 pounds extra"],
    ['£5m-a-year deal, a £50,000-a-week wage', '5 million pounds a year deal, a 50,000 pounds a week wage'],
    // m for million
    ['300m euros, 20m pounds, 300m yen', '300 million euros, 20 million pounds, 300 million yen'],
    ['5m pesos, a 300m euro deal', '5 million pesos, a 300 million euro deal'],
    ['300m Muslims, 6m Ukrainians, 2m civilians', '300 million Muslims, 6 million Ukrainians, 2 million civilians'],
    ['3m Argentine pesos, a 5m-strong union', '3 million Argentine pesos, a 5 million-strong union'],
    ['2m Afghan refugees, a 20m Chinese tower', '2 million Afghan refugees, a 20 metre Chinese tower'],
    ['5m young people, 3m of them', '5 million young people, 3 million of them'],
    ['a 300m race, 50m swim, 100m Hurdles', 'a 300 metre race, 50 metre swim, 100 metres Hurdles'],
    ['the 100m women’s final, the 100m won by her', 'the 100 metres women’s final, the 100 metres won by her'],
    // Signs
    ['-$5m, a loss of -£3', 'minus 5 million dollars, a loss of minus 3 pounds'],
    ['$3m -$5m', '3 million dollars -5 million dollars'],
    ['+3%, up +0.5 %, +€2m', 'plus 3 percent, up plus 0.5 percent, plus 2 million euros'],
    ['call +44 20 7946', 'call +44 20 7946'],
    // Degrees
    ['35C', '35 degrees Celsius'],
    ['hit 35C, fell to −3C', 'hit 35 degrees Celsius, fell to minus 3 degrees Celsius'],
    ['95F (35C)', '95 degrees Fahrenheit (35 degrees Celsius)'],
    ['the 1.5C limit, 30-35C heat', 'the 1.5 degree Celsius limit, 30 to 35 degree Celsius heat'],
    [
      'at least 1.5C hotter, 104F (40C)',
      'at least 1.5 degrees Celsius hotter, 104 degrees Fahrenheit (40 degrees Celsius)',
    ],
    ['between 30C and 35C', 'between 30 degrees Celsius and 35 degrees Celsius'],
    ['seat 12F, Flat 35C, an iPhone 5C', 'seat 12F, Flat 35C, an iPhone 5C'],
    ['at 35C High Street', 'at 35C High Street'],
    // Coins
    ['£1.50, $19.99, $0.99', '1 pound 50, 19 dollars 99, 99 cents'],
    ['$1.05, £0.50, £0.01, $5.00', '1 dollar 5 cents, 50 pence, 1 penny, 5 dollars'],
    ['a £1.50 ticket, $1,234.56', 'a 1 pound 50 ticket, 1,234 dollars 56'],
    ['$1.25 trillion, £1.50m, €1.50-2.00', '1.25 trillion dollars, 1.50 million pounds, 1.50 to 2.00 euros'],
    ['£1.50-£2.50', '1 pound 50 to 2 pounds 50'],
    ['$85.20/bbl, $3.50/gal.', '85 dollars 20 a barrel, 3 dollars 50 a gallon.'],
    ['£20/month, $5m/year', '20 pounds a month, 5 million dollars a year'],
    ['£10/£12', '10 or 12 pounds'],
    // Other measures
    ['44 B.C., 500 B.C. ruins', '44 B C, 500 B C ruins'],
    ['60 m.p.h. winds', '60 miles an hour winds'],
    ['60km/hr, 52%-48%', '60 kilometres an hour, 52 to 48 percent'],
    ['5 m/s, 10m/s', '5 metres a second, 10 metres a second'],
    ['6ft 2in, 12st 4lb', '6 foot 2, 12 stone 4'],
    ['6 ft 2 in his socks, 11st, the 21st', '6 feet 2 in his socks, 11 stone, the 21st'],
    ['4ft 3in of snow', '4 feet 3 inches of snow'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('English pairs of numbers', () => {
  it.each([
    ['Liverpool 1-4 Arsenal', 'Liverpool 1, 4 Arsenal'],
    ['0-2 Chelsea', '0, 2 Chelsea'],
    ['The series stands at 2-3.', 'The series stands at 2, 3.'],
    ['a 1-3 defeat, trailing 0-1', 'a 1, 3 defeat, trailing 0, 1'],
    ['In Gaza 3-5 Palestinians left', 'In Gaza 3 to 5 Palestinians left'],
    ['About 2-3 Democrats, Chapter 3-5 Summary', 'About 2 to 3 Democrats, Chapter 3 to 5 Summary'],
    ['in London 3-5 May', 'in London 3 to 5 May'],
    ['aged 0-4, for 2-3 days', 'aged 0 to 4, for 2 to 3 days'],
    ['a 50-50 chance, 50/50', 'a fifty-fifty chance, fifty-fifty'],
    ['won by 217-213', 'won by 217 to 213'],
    ['The Senate voted 52-48, passed by 60–40', 'The Senate voted 52 to 48, passed by 60 to 40'],
    ['a 217-213 vote', 'a 217 to 213 vote'],
    ['room 217-213', 'room 217-213'],
    ['1-800-FLOWERS, the 1-800 number', '1 800-FLOWERS, the 1 800 number'],
    ['1-800 people', '1 to 800 people'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('English times', () => {
  it.each([
    ['We met at 6pm. He left.', 'We met at 6 p.m. He left.'],
    ['at 6pm', 'at 6 p.m.'],
    ['9am-5pm, 9–10am', '9 a.m. to 5 p.m., 9 to 10 a.m.'],
    ['9am–10am, 6-8pm.', '9 a.m. to 10 a.m., 6 to 8 p.m.'],
    ['7.30-9pm, 10am-noon', '7:30 to 9 p.m., 10 a.m. to noon'],
    ['9 a.m. - 5:15 p.m. daily', '9 a.m. to 5:15 p.m. daily'],
    ['6-8 people', '6 to 8 people'],
    ['in Sept. and Oct., in Dec. he left', 'in September and October, in December he left'],
    ['from Nov. to Jan. it rains', 'from November to January it rains'],
    ['Jan.-March, Mon.-Fri., by Jan.', 'January-March, Monday-Friday, by Jan.'],
    ['Ant and Dec. They won.', 'Ant and Dec. They won.'],
    ['He lives with Jan.', 'He lives with Jan.'],
    ['Tues., Fri. night, on Sat. he left', 'Tuesday, Friday night, on Saturday he left'],
    ['He reads The Sun. They met on Wed. The sun', 'He reads The Sun. They met on Wednesday. The sun'],
    ['He sat. They wed.', 'He sat. They wed.'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('English names and abbreviations', () => {
  it.each([
    ['UK-US deal, US-UK pact', 'U K-U S deal, U S-U K pact'],
    ['EU-US talks. The US, UK and EU', 'E U-U S talks. The U S, U K and E U'],
    ['US GDP, the US NTSB', 'U S G D P, the U S N T S B'],
    ['US ICE agents, TELL US WHO', 'U S ICE agents, TELL US WHO'],
    ['BBC TELLS US', 'B B C TELLS US'],
    ['Gen. Z and Gen. Alpha', 'Gen Z and Gen Alpha'],
    ['Gen. Z. Smith', 'General Z. Smith'],
    ['World War I began', 'World War 1 began'],
    ['WWII, WWI, WW2', 'World War 2, World War 1, World War 2'],
    ['Act I of the play. In Part I was wrong', 'Act 1 of the play. In Part I was wrong'],
    ['Approx. 5,000. E.g. nets. I.e. big', 'Approximately 5,000. For example nets. That is big'],
    ['boats, eg trawlers (ie big ones)', 'boats, for example trawlers (that is big ones)'],
    ['est. 1905, an est. 5,000', 'established 1905, an estimated 5,000'],
    ['in Co. Durham and Co. Cork', 'in County Durham and County Cork'],
    ['in Co Down', 'in County Down'],
    ['Ford Motor Co. Dublin plant', 'Ford Motor Company Dublin plant'],
    ['Ford Motor Co. The plant', 'Ford Motor Company. The plant'],
    ['J.P. Morgan & Co. rose', 'J P Morgan and Company rose'],
    ['the Rt. Hon. John Major', 'the Right Honourable John Major'],
    ['the Rt Hon John Major, the Rt. Rev. Lee', 'the Right Honourable John Major, the Right Reverend Lee'],
    ['on St. James’s St. No. 12', 'on Saint James’s Street. Number 12'],
    ['Wall St. Banks fell. St. John', 'Wall Street Banks fell. Saint John'],
    ['Thune, R-S.D., said', 'Thune, Republican, South Dakota, said'],
    ['Kelly (D-Ariz.) and Cruz (R-Texas)', 'Kelly (Democrat, Arizona) and Cruz (Republican, Texas)'],
    ['Sanders, I-Vt. He left.', 'Sanders, Independent, Vermont. He left.'],
    ['Lee (R-TX) of Albany, N.Y., on D-Day', 'Lee (Republican, Texas) of Albany, New York, on D-Day'],
    ['N.C. is a state', 'N C is a state'],
    ['Washington, D.C., is big', 'Washington, D C, is big'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

describe('English that a rule would take for something else', () => {
  it.each([
    // m: million or metres
    ['150m km away, 17m ha, 5m sq km', '150 million kilometres away, 17 million hectares, 5 million square kilometres'],
    ['1.2m bpd, 2m kg', '1.2 million barrels a day, 2 million kilograms'],
    ['sold 2.3m cars, 3m trees', 'sold 2.3 million cars, 3 million trees'],
    ['300m monthly users, 8m Londoners', '300 million monthly users, 8 million Londoners'],
    ['watched 5m times, watched over 5m times', 'watched 5 million times, watched over 5 million times'],
    ['a population of 67m', 'a population of 67 million'],
    ['The waiting list hit 7.6m', 'The waiting list hit 7.6 million'],
    ['1.3m TB deaths, 5M users', '1.3 million T B deaths, 5 million users'],
    ['10m waves, her 100m times', '10 metre waves, her 100 metres times'],
    ['It cost 5m, he ran the 100m', 'It cost 5m, he ran the 100 metres'],
    ['10m away, waves of 5m high', '10 metres away, waves of 5 metres high'],
    ['20m x 10m', '20 metres x 10 metres'],
    ['the 7.6m waiting, the 300m who voted', 'the 7.6m waiting, the 300m who voted'],
    ['only 3m separates them, dug 10m holes', 'only 3m separates them, dug 10m holes'],
    ['10m vaccine doses, 5m low-paid workers', '10 million vaccine doses, 5 million low-paid workers'],
    ['4.5m cubic metres, Bolt’s 100m record', '4.5 million cubic metres, Bolt’s 100 metre record'],
    ['won the 100m in 9.8 seconds', 'won the 100 metres in 9.8 seconds'],
    ['50 m from us', '50 metres from us'],
    // B, T, M and k
    ['221B Baker Street, Flat 3B, 3M sued', '221B Baker Street, Flat 3B, 3M sued'],
    ['$3M, £2B, $1T', '3 million dollars, 2 billion pounds, 1 trillion dollars'],
    ['the Leeds 10k, a 5k race, 10k people', 'the Leeds 10k, a 5k race, 10 thousand people'],
    ['she ran a 10k in Leeds. It cost 10k', 'she ran a 10k in Leeds. It cost 10 thousand'],
    ['12 TB cases, 12TB of data', '12 T B cases, 12 terabytes of data'],
    ['the 2012 GB squad, 16 GB', 'the 2012 G B squad, 16 gigabytes'],
    ['a 330ml can costs, 330ml can last', 'a 330 millilitre can costs, 330 millilitres can last'],
    // Degrees
    ['moved from 12C to 14A, pupils of 9C', 'moved from 12C to 14A, pupils of 9C'],
    ['seats 12C and 14C, at minus 5C', 'seats 12C and 14C, at minus 5 degrees Celsius'],
    ['He lives at 35C. They left.', 'He lives at 35C. They left.'],
    ['highs of 35C, baked at 35C in the sun', 'highs of 35 degrees Celsius, baked at 35 degrees Celsius in the sun'],
    // Verbs behind amounts
    ['trains at 300km/h run via, a 5km run', 'trains at 300 kilometres an hour run via, a 5 kilometre run'],
    ['firms worth £1bn plan to, a £1bn plan', 'firms worth 1 billion pounds plan to, a 1 billion pound plan'],
    ['between 1998-2003, between 10-15%', 'between 1998 and 2003, between 10 and 15 percent'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });

  it.each([
    // Pairs
    ['a Boeing 737-800, an ATR 72-600', 'a Boeing 737-800, an A T R 72-600'],
    ['Embraer 190-300, 737-800s', 'Embraer 190-300, 737-800s'],
    ['No. 19-1392 and No. 22-451', 'Number 19-1392 and Number 22-451'],
    ['Nos. 10-15, 200-300 people', 'Numbers 10 to 15, 200 to 300 people'],
    ['won the derby 9-5, Yankees 9-5 Red Sox', 'won the derby 9, 5, Yankees 9, 5 Red Sox'],
    ['a 9-5 job, works 9-5, 9-5 Mon-Fri', 'a 9 to 5 job, works 9 to 5, 9 to 5 Monday to Friday'],
    ['won 3-6 6-4 7-5', 'won 3, 6 6, 4 7, 5'],
    ['11-21 21-15; 3-6, 6-4', '11, 21 21, 15; 3, 6, 6, 4'],
    ['pages 1-4, 6-9', 'pages 1 to 4, 6 to 9'],
    ['Odds of 100-1, it won at 7-2', 'Odds of 100 to 1, it won at 7 to 2'],
    ['the 11-4 favourite, a 20-1 shot', 'the 11 to 4 favourite, a 20 to 1 shot'],
    ['Watch series 1-6, on Netflix', 'Watch series 1 to 6, on Netflix'],
    ['Zones 1-2 Travelcard, Bands 5-7 NHS', 'Zones 1 to 2 Travelcard, Bands 5 to 7 N H S'],
    ['From Jan 3-5 Davos, On Sundays 2-4 Main Street', 'From January 3 to 5 Davos, On Sundays 2 to 4 Main Street'],
    ['a pain score of 7-10, a score of 1-3', 'a pain score of 7 to 10, a score of 1, 3'],
    // Roman numbers and letters
    ['John V. Lindsay, William I. Koch', 'John V. Lindsay, William I. Koch'],
    ['King Charles I. Parliament met.', 'King Charles the 1st. Parliament met.'],
    ['Robert Griffin III, John D. Rockefeller IV', 'Robert Griffin the 3rd, John D. Rockefeller the 4th'],
    ['Super Bowl LIV, Part IV', 'Super Bowl 54, Part 4'],
    ['Keystone XL, the Saudi LIV Golf series', 'Keystone X L, the Saudi Liv Golf series'],
    ['After IV fluids, the IV drip', 'After I V fluids, the I V drip'],
    ['Group IV fluids, Henry V. He left', 'Group 4 fluids, Henry the 5th. He left'],
    ['COP30, the COP29 deal, MI6', 'Cop 30, the Cop 29 deal, M I 6'],
    ['ICE agents and a super PAC', 'Ice agents and a super Pac'],
    ['the DAX, the CAC 40, a 737 MAX', 'the Dax, the Cac 40, a 737 Max'],
    // Points
    ['on Main St. Witnesses saw', 'on Main Street Witnesses saw'],
    ['12 Elm St. Firefighters, the 42nd St. YMCA', '12 Elm Street Firefighters, the 42nd Street YMCA'],
    ['in 2024 St. John’s won, on Mount St. Helens', 'in 2024 Saint John’s won, on Mount Saint Helens'],
    ['the 5th St. Leger, 19 East St. Louis', 'the 5th Saint Leger, 19 East Saint Louis'],
    ['Most said no. 12 said yes', 'Most said no. 12 said yes'],
    ['The answer is no. 10 left. She is no. 1', 'The answer is no. 10 left. She is number 1'],
    ['Apple Inc. Analysts said', 'Apple Incorporated. Analysts said'],
    ['Apple Inc. CEO Tim Cook', 'Apple Incorporated C E O Tim Cook'],
    ['Apple Inc. (AAPL), Fifth Ave. South', 'Apple Incorporated (AAPL), Fifth Avenue South'],
    ['on Park Ave. Witnesses ran', 'on Park Avenue. Witnesses ran'],
    ['ends in Sept. Ministers met', 'ends in September. Ministers met'],
    ['said Kelly, D-Ariz. Republicans left', 'said Kelly, Democrat, Arizona. Republicans left'],
    ['nets, etc. Customers left', 'nets, et cetera. Customers left'],
    ['“Yes, Miss.” It was pain, Ill. fame', '“Yes, Miss.” It was pain, Ill. fame'],
    ['Mon-Fri. after a time, Oct-Dec 2024', 'Monday to Friday after a time, October to December 2024'],
    ['open Mon-Fri. He left', 'open Monday to Friday. He left'],
  ])('%s', (text, plain) => {
    expect(said(text)).toBe(plain);
  });
});

it.each([
  ['NEW YORK, Nov. 3, 2026 (Xinhua) -- Rain fell.', 'NEW YORK, November 3, 2026, Rain fell.'],
  ['(Reuters) - The pound fell', 'The pound fell'],
])('an agency is silent where it opens the text: %s', (text, plain) => {
  expect(said(text, true)).toBe(plain);
  expect(said(text)).toContain(') ');
});
