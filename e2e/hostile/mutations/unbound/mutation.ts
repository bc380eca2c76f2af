import type { Mutation } from '../../mutation.ts';

export const unbound: Mutation = {
  name: 'unbound',
  change: 'no ciphertext says where it belongs',
  replaces: {
    'packages/crypto/src/contexts.ts': 'contexts.ts',
    'packages/crypto/src/item-keys.ts': 'item-keys.ts',
    'packages/vault/src/content/open-batch-key.ts': 'open-batch-key.ts',
    'packages/vault/src/content/signed-hash.ts': 'signed-hash.ts',
    'packages/vault/src/content/open-headers.ts': 'open-headers.ts',
  },
};
