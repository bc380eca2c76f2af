import type { Mutation } from '../../mutation.ts';

export const listedAccounts: Mutation = {
  name: 'listed-accounts',
  change: 'the server says which accounts a person belongs to',
  replaces: {
    'packages/vault/src/session/accounts-of.ts': 'accounts-of.ts',
    // The second defence: the account's log would have to hold the person's own keys.
    'packages/vault/src/account/require-own-keys.ts': 'require-own-keys.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
