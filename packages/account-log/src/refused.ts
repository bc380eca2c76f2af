import { CommonsealError } from '@commonseal/protocol';

/** Why a log's rules turn an entry or a manifest down. The first half can only come of a fault or of dishonesty. */
export type RefusalReason =
  | 'malformed'
  | 'wrong sequence'
  | 'does not follow the previous entry'
  | 'time goes backwards'
  | 'wrong number of signatures'
  | 'signature invalid'
  | 'author is no member'
  | 'author is not entitled'
  | 'already there'
  | 'not there'
  | 'withdrawn'
  | 'recipients differ'
  | 'epoch differs'
  | 'key was used before'
  | 'another account'
  | 'head is not on the chain'
  | 'head is beyond the log'
  | 'unknown entry'
  | 'expired'
  | 'made in the future'
  | 'what it rests on has changed'
  | 'lasts too long'
  | 'too many'
  | 'no owner is left'
  | 'approvals are missing'
  | 'no owner approves'
  | 'no password is left'
  | 'chains differ'
  | 'epoch is missing'
  | 'epoch without a reason';

/** The answer of the rules to an entry that does not count. It never changes the state. */
export class Refused {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    this.reason = reason;
  }
}

/** Turns a refusal into an exception where there is no going on. */
export function requireAccepted<T extends object>(
  result: T | Refused,
  code: 'log_refused' | 'batch_refused',
): T {
  if (result instanceof Refused) throw new CommonsealError(code, result.reason);
  return result;
}
