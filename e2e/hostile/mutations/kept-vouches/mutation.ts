import type { Mutation } from '../../mutation.ts';

export const keptVouches: Mutation = {
  name: 'kept-vouches',
  change: 'what was vouched for before a change of policy still counts',
  replaces: {
    'packages/account-log/src/account/entries/policy.ts': 'policy.ts',
  },
};
