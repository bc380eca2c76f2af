import type { Mutation } from '../../mutation.ts';

export const unsignedInParts: Mutation = {
  name: 'unsigned-in-parts',
  change: 'a removal counts by itself, also when what was signed with it was cut off',
  replaces: {
    'packages/account-log/src/account/check-part.ts': '../in-parts/check-part.ts',
    'packages/crypto/src/verify/signature.ts': '../unauthenticated/signature.ts',
  },
};
