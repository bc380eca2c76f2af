import { policyEntry as realEntry } from '../../../../packages/account-log/src/account/entries/policy.ts';

export * from '../../../../packages/account-log/src/account/entries/policy.ts';

const { changesPower: _changesPower, ...rest } = realEntry;

/** A policy is for what comes afterwards. */
export const policyEntry: typeof realEntry = rest;
