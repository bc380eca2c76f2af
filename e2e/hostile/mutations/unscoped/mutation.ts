import type { KeyholderMutation } from '../../mutation.ts';

export const unscoped: KeyholderMutation = {
  name: 'unscoped',
  of: 'keyholder',
  change: 'the keyholder does not ask which sources a grant names',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
