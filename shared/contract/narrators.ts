/**
 * How many narrators work at a time: the fewest that a queue's mapping allows. Polly's quota belongs to the account, so
 * each of them takes this part of it.
 */
export const narrators = 2;
