import type { Paid } from '../../shared/domain/narration.ts';

/** What one run of the narrator paid for, and what it did not pay for again. Money is in US dollars. */
export type Bill = Paid & { reused: number; saved: number };

/** What a call has paid by now, over all its runs. */
export function paidBy({ paid }: { paid?: Paid | undefined }, bill: Bill): Paid {
  return {
    characters: (paid?.characters ?? 0) + bill.characters,
    cost: (paid?.cost ?? 0) + bill.cost,
    units: (paid?.units ?? 0) + bill.units,
  };
}

/** The bill of a call's last run: what the runs before it have paid for is found again, but nothing was saved by that. */
export function closingBill({ paid }: { paid?: Paid | undefined }, bill: Bill): Bill {
  if (paid === undefined) return bill;
  const reused = Math.max(0, bill.reused - paid.units);
  return { ...bill, reused, saved: reused === 0 ? 0 : Math.max(0, bill.saved - paid.cost) };
}
