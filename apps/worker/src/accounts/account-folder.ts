import { join } from 'node:path';
import { AccountId } from '@commonseal/protocol';

/** Where a keyholder keeps what it knows of one account. Named in hex: some file systems do not tell capitals apart. */
export class AccountFolder {
  readonly path: string;

  constructor(accounts: string, accountId: AccountId) {
    this.path = join(accounts, Buffer.from(AccountId.toBytes(accountId)).toString('hex'));
  }

  /** The entries of the log as they were verified. */
  get log(): string {
    return join(this.path, 'log');
  }
  /** How far the log was verified, and what stands against the account. */
  get pin(): string {
    return join(this.path, 'pin.json');
  }
  /** What was given to whom. */
  get records(): string {
    return join(this.path, 'records');
  }
  /** The last manifest of results that was signed. */
  get results(): string {
    return join(this.path, 'results.json');
  }
}
