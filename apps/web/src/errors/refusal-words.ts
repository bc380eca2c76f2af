import type { ErrorCode } from '@commonseal/protocol';

const tellOperators = 'Copy the details below and send them to the people who run this server.';
/** Whoever is refused has no Activity page; the words on it stand for the account, and both of its histories have them. */
const compare =
  'Tell the other people of the account, not by way of this server. Those who are still let in can compare with each other how many entries their Activity pages count, and what the newest ones are.';
const keepOff = 'Do not import or write anything into this account until it is explained.';

const steps: Partial<Record<ErrorCode, readonly string[]>> = {
  log_fork: [compare, tellOperators, keepOff],
  log_rollback: [
    'Try again in a moment: a server that was just restored may still be catching up.',
    tellOperators,
    keepOff,
  ],
  log_refused: [tellOperators, 'Try again when they have answered.'],
  anchor_mismatch: [
    'Check the address of this page: it may be another server than yours.',
    tellOperators,
    'Do not sign up again: your account is where it was, and this does not change it.',
  ],
  removed_from_account: [
    'If you did not expect this, ask an owner of the account. They can invite you again.',
    'What you downloaded is yours to keep or delete. What others add from now on is sealed without you.',
  ],
};

/** What a person can do, in the order in which they best do it. */
export function refusalSteps(code: ErrorCode): readonly string[] {
  return steps[code] ?? [tellOperators];
}
