import type { Mutation } from '../../mutation.ts';

export const unchained: Mutation = {
  name: 'unchained',
  change: 'nobody asks what comes before a delivery, or what belongs to it',
  replaces: {
    'packages/account-log/src/content/manifest-place.ts': 'manifest-place.ts',
    'packages/vault/src/content/check-chains.ts': 'check-chains.ts',
    'packages/vault/src/content/new-items.ts': 'new-items.ts',
    'packages/vault/src/content/verify-batch.ts': 'verify-batch.ts',
  },
};
