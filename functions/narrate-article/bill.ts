import type { Article, ArticleRecord } from '../../shared/domain/article.ts';
import type { Paid } from '../../shared/domain/narration.ts';
import type { Unit } from '../../shared/domain/script.ts';
import { dayOf } from '../../shared/domain/spending.ts';
import { costOf } from '../../shared/domain/voice.ts';
import type { Ports } from '../../shared/ports.ts';

/**
 * What one run of the narrator paid for; what of that came to nothing (`lost`); what it found that runs before it have paid
 * for the same version (`before`), with what they lost; and what it found that others had said, and so did not pay. Money is
 * in US dollars.
 */
export type Bill = Paid & {
  lost: Paid;
  before: Paid;
  reused: number;
  saved: number;
  /** The sounds that are on it: what sounds alike within an article is paid once. */
  keys: Set<string>;
};

/** `lost` is what runs before have lost. */
export function openBill(lost: Paid = nothing): Bill {
  return { ...nothing, lost: { ...nothing }, before: { ...lost }, reused: 0, saved: 0, keys: new Set() };
}

export const nothing: Paid = { characters: 0, cost: 0, units: 0 };

/** What a version has lost by the end of a run. */
export function lostSoFar({ lost: before = nothing }: { lost?: Paid | undefined }, { lost }: Bill): Paid {
  const sum = { ...before };
  add(sum, lost, 1);
  return sum;
}

/** A unit that Polly bills, or half of one, or one that nothing comes of. */
export function pay(paid: Paid, { voice }: Unit, characters: number, units: number): void {
  paid.characters += characters;
  paid.cost += costOf(characters, voice.engine);
  paid.units += units;
}

/** A unit that was found. */
export function spare(bill: Bill, { voice }: Unit, characters: number): void {
  bill.reused++;
  bill.saved += costOf(characters, voice.engine);
}

/** So often what was paid is entered while a run goes on, in milliseconds: a run that is killed loses no more than that. */
const enterEveryMs = 5000;

type Payer = Pick<ArticleRecord, 'id'> & { article: Article };
type Needs = Pick<Ports, 'studio' | 'now'>;
export const nobody = { reused: 0, saved: 0 };

/** Enters money in the ledger of an article, and what others' work has spared. */
export async function enter(
  { id, article: { edition, section } }: Payer,
  paid: Paid,
  { reused, saved }: { reused: number; saved: number },
  { studio, now }: Needs,
): Promise<void> {
  if (paid.characters + paid.units + reused === 0) return;
  await studio.note({ day: dayOf(now()), article: id, edition, section, ...paid, reused, saved });
}

/** The entry of a run's bill in the ledger. */
export type Entry = {
  /** Enters what was paid so far, from time to time. */
  goOn(): Promise<void>;
  /** Enters what was paid. Answers what could not be entered: it must not be lost. */
  close(): Promise<Paid | undefined>;
};

export function openEntry(payer: Payer, bill: Bill, needs: Needs): Entry {
  const entered = { ...nothing };
  let last = needs.now().getTime();
  const enterDue = async () => {
    const due = {
      characters: bill.characters - entered.characters,
      cost: bill.cost - entered.cost,
      units: bill.units - entered.units,
    };
    // At once, for others of this run may come in between.
    add(entered, due, 1);
    try {
      await enter(payer, due, nobody, needs);
      return undefined;
    } catch {
      add(entered, due, -1);
      return due;
    }
  };
  return {
    async goOn() {
      if (needs.now().getTime() < last + enterEveryMs) return;
      last = needs.now().getTime();
      await enterDue();
    },
    close: enterDue,
  };
}

function add(to: Paid, { characters, cost, units }: Paid, sign: 1 | -1): void {
  to.characters += sign * characters;
  to.cost += sign * cost;
  to.units += sign * units;
}
