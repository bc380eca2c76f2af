import type { Mutation } from '../../mutation.ts';

export const anybodyMakesSets: Mutation = {
  name: 'anybody-makes-sets',
  change: 'any member may make break-glass shares',
  replaces: {
    'packages/account-log/src/account/entries/break-glass.ts': 'break-glass.ts',
  },
};
