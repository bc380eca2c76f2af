import type { Mutation } from '../../mutation.ts';

export const anybodyGrants: Mutation = {
  name: 'anybody-grants',
  change: 'any member may let a worker read',
  replaces: {
    'packages/account-log/src/account/entries/grant.ts': 'grant.ts',
  },
};
