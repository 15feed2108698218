import { type Acronyms, words } from './acronyms.ts';

export const spanishAcronyms: Acronyms = {
  spelled: words(
    `UE EU BBC AFP AP CNN KCNA FBI FMI BCE OMS OMC OCDE OIT OIEA ONG ADN ARN DNI PCR GPS PP IU PNV ERC UGT CGT CDC PSG NBA NFL MLB
        BM IA TV TVE RTVE RNE HP DVD CD PC UV IRPF IPC LGTB LGTBI SMS VIH TNT ELN PKK KGB NSA GC CSIF TSJ TSJM TC RFEF HBO IBM BMW BBVA RDC EAU URSS CNMC CNMV CGPJ`,
  ),
  words: words(
    `ONU OTAN OPEP UNESCO UNICEF FIFA UEFA NASA OEA CIA EFE RAE INE PIB IVA AVE ERE ERTE ETA FARC SIDA COVID PRI PAN
    UNASUR CELAC ALBA MERCOSUR IBEX VOX DANA USA INTERPOL EUROPOL CONMEBOL IMSERSO SEPE APEC ASEAN INEM ICO RENFE
    SEAT MIR UNED CIS CSIC UNAM BRICS TAC TAS UCI UVI UCO VAR BOE COI EPA OPA UME DEA PAU NIE NIF IBI SAT SEP MAS PRO
    FED SIM PIN RAM VIP LED PAC BID FAO OCU ELA CUP ROM`,
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
};
