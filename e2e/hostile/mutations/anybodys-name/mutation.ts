import type { Mutation } from '../../mutation.ts';

export const anybodysName: Mutation = {
  name: 'anybodys-name',
  change: 'nobody asks who signed an entry, nor whose keys stand under the name of a person',
  replaces: {
    'packages/crypto/src/verify/signature.ts': '../unauthenticated/signature.ts',
    'packages/vault/src/account/require-own-keys.ts': '../listed-accounts/require-own-keys.ts',
  },
};
