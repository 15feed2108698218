import { type Acronyms, words } from './acronyms.ts';

const spelled = words(
  `US UK UN EU UAE USA USSR DPRK DRC KCNA AFP AP BBC CNN NBC CBS ABC ITV NPR PBS CIA FBI NSA DEA DHS FDA EPA SEC FCC FTC IRS
  DOJ DOD GOP DNC RNC MP MEP PM PMQ CEO CFO COO CTO HR PR AI IT TV PC GDP GNP CPI IMF WTO WHO WFP ILO IPCC IAEA ICC ICJ ECB
  ECHR EEC UNHCR OECD NGO HIV DNA RNA MRI GPS LGBT LGBTQ NHS BMA GP RAF SNP DUP DVD CD SUV EV ATM ID GMT BST EST EDT
  PST UTC NFL NBA NHL MLB ATP WTA PGA IOC FA UFC IDF IRGC PKK PLO TNT IED WMD ICBM AGM IPO ETF USB URL UFO HSBC IBM BMW BP`,
);
const said = words(
  `NATO UNESCO UNICEF OPEC FIFA UEFA NASA ASEAN COVID AIDS SARS MERS BREXIT INTERPOL EUROPOL SWAT LASER NAFTA AUKUS
  BRICS FEMA UNRWA FARC PISA PIN SIM OSHA CAF CONCACAF WAGS COP GIF MAX RAM ROM ZIP TED PAC DAX CAC LIV ICE`,
);
const plain = words(
  `us who it ice a i an and the not no all yes you new we or if is do so to in on of at but by my me he she be any now out up our
  for was are has had can may his her its let get got off one two six ten old war say see set top try use way why how big day end ok
  did him man men own she too new red run sea sun tax win yet act age air art bad bag ban bar bid bit box boy bus buy car cut die eat
  far few fit fly fun gas god gun hit hot ice ill job key kid law lay led leg lie lot low mad map met mix nor oil pay per put raw
  rid row sad sat sex sit six sky son tea tip toy van via vow wet won am as go oh vs`,
);

export const englishAcronyms: Acronyms = { spelled, words: said, others: {}, plain };
