import type { Mutation } from '../../mutation.ts';

export const uncommitted: Mutation = {
  name: 'uncommitted',
  change: 'nothing says under which key a ciphertext was made',
  replaces: {
    'packages/crypto/src/open/key-commitment.ts': 'key-commitment.ts',
    'packages/vault/src/content/open-batch-key.ts': '../unbound/open-batch-key.ts',
    'packages/vault/src/content/open-headers.ts': 'open-headers.ts',
  },
};
