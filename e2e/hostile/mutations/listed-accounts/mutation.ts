import type { Mutation } from '../../mutation.ts';

export const listedAccounts: Mutation = {
  name: 'listed-accounts',
  change: 'the server says which accounts a person belongs to',
  replaces: {
    'packages/vault/src/session/accounts-of.ts': 'accounts-of.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
