import type { Mutation } from '../../mutation.ts';

export const unscoped: Mutation = {
  name: 'unscoped',
  of: 'keyholder',
  change: 'the keyholder does not ask which sources a grant names',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
