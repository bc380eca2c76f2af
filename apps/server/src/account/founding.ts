import { AccountLog, type AccountState, type UserState, haveSameKeys } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { isFarAhead } from '../far-ahead.ts';
import { insertAccount, project } from '../repositories/accounts.ts';
import { insertSeals } from '../repositories/seals.ts';
import { refused } from './delivered-entry.ts';

/** The first entry of a new account, and its seed sealed to the one who begins it. */
export interface Founding {
  readonly genesis: Buffer;
  readonly accountSeal: Buffer;
}

export function foundingOf(received: { readonly genesis: string; readonly accountSeal: string }): Founding {
  return { genesis: bytesOf(received.genesis), accountSeal: bytesOf(received.accountSeal) };
}

/** @throws CommonsealError `log_refused` */
export function newAccountOf({ genesis }: Founding): AccountState {
  const { state } = AccountLog.verify([genesis]);
  if (isFarAhead(state.timeMs)) throw refused('the time is ahead');
  return state;
}

/**
 * The person owns the account, with the keys of their own log, and has written into it that they joined at its
 * beginning.
 * @throws CommonsealError `log_refused`
 */
export function requireFounder(user: UserState, account: AccountState): void {
  const owner = account.members.get(user.userId);
  const joinedAt = user.accounts.get(account.accountId);
  const isFounder =
    owner !== undefined &&
    haveSameKeys(owner, user) &&
    joinedAt?.sequence === 0 &&
    equalBytes(joinedAt.hash, account.head.hash);
  if (!isFounder) throw refused('the two logs do not belong together');
}

export async function storeFounding(
  db: Queryable,
  account: AccountState,
  { genesis, accountSeal }: Founding,
): Promise<void> {
  const accountId = bytesOf(account.accountId);
  await insertAccount(db, { accountId, genesis });
  await project(db, account);
  const seals = [...account.members.keys()].map((userId) => ({
    recipientKind: 'member',
    recipientId: bytesOf(userId),
    seal: accountSeal,
  }));
  await insertSeals(db, accountId, 0, seals);
}
