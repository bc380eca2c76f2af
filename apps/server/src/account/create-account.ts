import { CommonsealError, type AccountId } from '@commonseal/protocol';
import type { PersonCaller } from '../caller.ts';
import { isUniqueViolation } from '../database/connection-errors.ts';
import { inTransaction } from '../database/database.ts';
import { type UserStep, takeUserStep } from '../person/user-step.ts';
import type { Services } from '../services.ts';
import { type Founding, newAccountOf, requireFounder, storeFounding } from './founding.ts';

/**
 * A further account of the caller, together with the entry of their own log by which they join it. The same again is
 * answered again.
 * @throws CommonsealError `log_conflict` when another user entry was first or the account is there already,
 * `log_refused`
 */
export async function createAccount(
  { pool }: Services,
  caller: PersonCaller,
  founding: Founding,
  step: UserStep,
): Promise<AccountId> {
  const account = newAccountOf(founding);
  await inTransaction(pool, async (db) => {
    const { state, isNew } = await takeUserStep(db, caller, step);
    requireFounder(state, account);
    // The two were stored at once: whoever has taken the step has the account.
    if (isNew) await storeFounding(db, account, founding);
  }).catch(asLogConflict);
  return account.accountId;
}

/** Nobody else can sign the founder's logs, so it is the founder who sends them again. */
export function asLogConflict(error: unknown): never {
  throw isUniqueViolation(error) ? new CommonsealError('log_conflict', 'the logs are not new') : error;
}
