import type { Mutation } from '../../mutation.ts';

export const unauthenticated: Mutation = {
  name: 'unauthenticated',
  change: 'neither tags nor hashes nor signatures are looked at',
  replaces: {
    'packages/crypto/src/open/decrypt-gcm.ts': 'decrypt-gcm.ts',
    'packages/crypto/src/verify/signature.ts': 'signature.ts',
    'packages/vault/src/content/signed-hash.ts': '../unbound/signed-hash.ts',
  },
};
