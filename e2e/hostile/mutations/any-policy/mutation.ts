import type { Mutation } from '../../mutation.ts';

export const anyPolicy: Mutation = {
  name: 'any-policy',
  change: 'any member may state the policy',
  replaces: {
    'packages/account-log/src/account/entries/policy.ts': 'policy.ts',
  },
};
