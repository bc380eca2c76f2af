import type { Mutation } from '../../mutation.ts';

export const servedEpoch: Mutation = {
  name: 'served-epoch',
  change: 'the account key is the newest one that the server hands out',
  replaces: {
    'packages/vault/src/account/account-seeds.ts': 'account-seeds.ts',
    'packages/vault/src/content/epoch-to-seal-under.ts': 'epoch-to-seal-under.ts',
  },
};
