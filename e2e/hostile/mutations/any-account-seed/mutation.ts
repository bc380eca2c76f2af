import type { Mutation } from '../../mutation.ts';

export const anyAccountSeed: Mutation = {
  name: 'any-account-seed',
  change: 'what comes out of a seal of an account seed is not held against the log',
  replaces: { 'packages/vault/src/account/require-seed.ts': 'require-seed.ts' },
};
