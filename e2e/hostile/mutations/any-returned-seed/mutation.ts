import type { Mutation } from '../../mutation.ts';

export const anyReturnedSeed: Mutation = {
  name: 'any-returned-seed',
  change:
    'what comes out of a seal of an account seed is not held against the log, and what does not fit to it is left out',
  replaces: {
    'packages/vault/src/account/require-seed.ts': '../any-account-seed/require-seed.ts',
    'packages/vault/src/account/account-seeds.ts': 'account-seeds.ts',
  },
};
