import type { Mutation } from '../../mutation.ts';

export const fetchedAgain: Mutation = {
  name: 'fetched-again',
  change: 'what is approved is fetched when it is approved',
  replaces: {
    'packages/vault/src/let-back-in/reset-requests.ts': 'reset-requests.ts',
  },
};
