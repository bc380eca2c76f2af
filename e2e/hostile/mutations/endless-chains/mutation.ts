import type { Mutation } from '../../mutation.ts';

export const endlessChains: Mutation = {
  name: 'endless-chains',
  change: "a withdrawn source's chain goes on",
  replaces: {
    'packages/account-log/src/content/chain-end.ts': 'chain-end.ts',
    'packages/vault/src/content/counting-batches.ts': 'counting-batches.ts',
  },
};
