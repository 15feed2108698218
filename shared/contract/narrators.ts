/**
 * How many narrators work at a time. Polly's quota belongs to the account, so each of them takes its part of it; a third
 * one uses what two leave while they join, store and attach.
 */
export const narrators = 3;
