import type { Mutation } from '../../mutation.ts';

export const unordered: Mutation = {
  name: 'unordered',
  change: 'nothing says which chunk of a body comes where, or which is the last',
  replaces: {
    'packages/crypto/src/body-format.ts': 'body-format.ts',
    'packages/crypto/src/open/decrypt-body.ts': 'decrypt-body.ts',
    'packages/vault/src/content/signed-hash.ts': '../unbound/signed-hash.ts',
  },
};
