import type { Mutation } from '../../mutation.ts';

export const believing: Mutation = {
  name: 'believing',
  change: "the server's own columns count for more than what was signed",
  replaces: {
    'packages/protocol/src/api/read-reply.ts': 'read-reply.ts',
    'packages/account-log/src/content/manifest-place.ts': '../unchained/manifest-place.ts',
    'packages/vault/src/content/check-chains.ts': '../unchained/check-chains.ts',
    'packages/vault/src/content/item-summary.ts': 'item-summary.ts',
    'packages/vault/src/content/verify-batch.ts': '../unchained/verify-batch.ts',
  },
};
