import { policyEntry as realEntry } from '../../../../packages/account-log/src/account/entries/policy.ts';

export * from '../../../../packages/account-log/src/account/entries/policy.ts';

/** By whomever: nobody looks at the author's role. */
export const policyEntry: typeof realEntry = {
  ...realEntry,
  apply: (_state, policy) => ({ policy }),
};
