import type { Article } from './article.ts';
import { type ListingPlace, placesOf } from './listing.ts';

/** Whether a place is none of these. */
export function notIn(places: readonly ListingPlace[]): (place: ListingPlace) => boolean {
  const kept = new Set(places.map(({ list, place }) => `${list} ${place}`));
  return ({ list, place }) => !kept.has(`${list} ${place}`);
}

/** The places of an article before that it has no more. */
export function placesLeft(before: Article | undefined, places: readonly ListingPlace[]): ListingPlace[] {
  return before === undefined ? [] : placesOf(before).filter(notIn(places));
}
