import { edge, type Rule } from './treatment.ts';

const agencies =
  'EFE|EUROPA PRESS|Europa Press|EP|Servimedia|SERVIMEDIA|Colpisa|COLPISA|AFP|AP|Reuters|REUTERS|DPA|dpa|ANSA';
const place = '[\\p{Lu}\\p{Lo}][^()\\n]{0,60}?(?:\\([^()\\n]{1,30}\\)[^()\\n]{0,30}?)?';
const date = '(?:, ?| )\\d{1,2}(?: (?:de )?\\p{L}{3,10}\\.?)?';

/**
 * “Madrid, 3 nov (EFE).- …”, with the agency's own sign, or nothing before it; without a sign (“BARCELONA, 3 (EUROPA
 * PRESS) …”) only what is written as a dateline is one: a place in capitals or a date, and an agency by name.
 */
export const spanishDateline: Rule = {
  pattern: new RegExp(
    `^(?:(?<place>${place}) ?|)\\([\\p{Lu}\\p{Lo}][^()\\n\\d]{0,40}\\) ?\\. ?[-–—]{1,2} ?` +
      `|^(?<plain>\\p{Lu}{2}[\\p{Lu} ./-]{0,40}(?:${date})?|${place}${date}) ?\\((?:${agencies})\\)${edge.after} ?`,
    'gu',
  ),
  treat: ({ 0: written, groups }, { dateline }) => {
    if (!dateline) return undefined;
    const from = (groups?.place ?? groups?.plain ?? '').length;
    return { kind: 'drop', leaves: from === 0 ? '' : 'pause', from, to: written.length };
  },
};
