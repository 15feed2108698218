/** Figures above and below the line stay there, as characters: 10⁶ is not 106, and a note's mark no digit. */
const signs = { sup: '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻', sub: '₀₁₂₃₄₅₆₇₈₉₊₋' };

/** What is written in `<sup>` or `<sub>`; words stay as they are. */
export function raised(text: string, element: keyof typeof signs): string {
  if (!/^\s*[-+−\d]+\s*$/.test(text)) return text;
  return text.replace(/[-+−\d]/g, (figure) => signs[element].charAt('0123456789+-'.indexOf(figure.replace('−', '-'))));
}
