import { type EditionCode, editionCodes } from '../../../shared/domain/newsroom.ts';
import { type Place, type Problem, problemOf } from '../../../shared/domain/problem.ts';

/** A story of another language would be read out by the wrong voice, to the wrong readers. `tag` is one of BCP 47. */
export function languageProblem(tag: string, place: Place, edition: EditionCode): Problem[] {
  const language = languageOf(tag);
  if (language === undefined || language === edition) return [];
  const home = editionCodes.find((code) => code === language);
  const advice =
    home === undefined
      ? `The editions are ${editionCodes.join(', ')}; if the story is in one of them, mend what the file says of its language.`
      : `Upload it to articles/${home}/…, or mend what the file says of its language.`;
  const message = `The story is in “${tag.slice(0, 40).toWellFormed()}”, and this is the edition ${edition}.`;
  return [problemOf('language-other', place, message, advice, { field: 'language', words: tag })];
}

/** The language of a tag, as short as it has it; undefined if it says none. */
function languageOf(tag: string): string | undefined {
  try {
    const { language } = new Intl.Locale(tag.slice(0, 100).trim().replaceAll('_', '-'));
    return ['und', 'mul', 'mis', 'zxx'].includes(language) ? undefined : language;
  } catch {
    return undefined;
  }
}
