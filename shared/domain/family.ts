import { type ArticleRecord, isVisible, type Showing, showingOf } from './article.ts';
import type { EditionCode } from './newsroom.ts';

/** A member of a story family: the original, or a translation of it. */
export type Relative = {
  id: string;
  edition: EditionCode;
  url: string;
  headline: string;
  showing: Showing;
  /** When the version at hand was uploaded, ISO 8601. */
  uploadedAt: string;
  translationOf?: string;
  /** The newest correction. */
  corrected?: { at: string; text: string };
};

/** The members of the family of one original, as their records tell it. */
export function familyOf(original: string, records: readonly ArticleRecord[]): Relative[] {
  return records.flatMap((record): Relative[] => {
    const { article, id, uploadedAt } = record;
    const showing = showingOf(record);
    if (article === undefined || showing === undefined) return [];
    const { edition, url, headline, translationOf, corrections, correctedAt } = article;
    if (id !== original && translationOf !== original) return [];
    const newest = corrections.findLast(({ kind }) => kind === 'correction');
    return [
      {
        id,
        edition,
        url,
        headline,
        showing,
        uploadedAt,
        ...(translationOf === undefined ? {} : { translationOf }),
        ...(newest === undefined || correctedAt === undefined
          ? {}
          : { corrected: { at: correctedAt, text: newest.text } }),
      },
    ];
  });
}

/** What an article's answer says of its family: the members that readers may see now, and whether it has fallen behind. */
export type FamilyAnswer = {
  /** The original of a translation, once it can be read. */
  translationOf?: string;
  translations?: { id: string; edition: EditionCode; url: string; headline: string; original: boolean }[];
  /** The correction of the original that came after this translation. */
  translatedBefore?: { original: string; at: string; text: string };
};

/**
 * What readers of one member are told. A translation that was uploaded before its original's newest correction carries
 * that correction until it is updated; an original that nobody may see any more says nothing.
 */
export function familyAnswer(id: string, relatives: readonly Relative[], now: Date): FamilyAnswer {
  const visible = relatives.filter(({ showing }) => isVisible(showing, now));
  const self = relatives.find((relative) => relative.id === id);
  const original = visible.find((relative) => relative.id === self?.translationOf);
  const behind = original?.corrected !== undefined && self !== undefined && self.uploadedAt < original.corrected.at;
  const others = visible
    .filter((relative) => relative.id !== id)
    .map(({ id, edition, url, headline, translationOf }) => ({
      id,
      edition,
      url,
      headline,
      original: translationOf === undefined,
    }));
  return {
    ...(original === undefined ? {} : { translationOf: original.id }),
    ...(others.length === 0 ? {} : { translations: others }),
    ...(behind && original?.corrected !== undefined
      ? { translatedBefore: { original: original.id, ...original.corrected } }
      : {}),
  };
}
