import type { KeyholderMutation } from '../../mutation.ts';

export const grantsOfAnyAccount: KeyholderMutation = {
  name: 'grants-of-any-account',
  of: 'keyholder',
  change: 'the keyholder does not ask which account has granted something',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
