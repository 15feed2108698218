import { Construct } from 'constructs';
import { keptTable } from './kept-table.ts';

/** Where readers' and partners' subscriptions are kept, with the ledger of what was delivered to whom. */
export class Subscriptions extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    keptTable(this, 'SubscriptionsTable');
  }
}
