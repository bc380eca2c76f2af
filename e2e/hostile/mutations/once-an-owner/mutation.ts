import type { Mutation } from '../../mutation.ts';

export const onceAnOwner: Mutation = {
  name: 'once-an-owner',
  change: 'whoever was an owner once may speak as one for ever',
  replaces: {
    'packages/account-log/src/account/find-author.ts': 'find-author.ts',
  },
};
