import type { Mutation } from '../../mutation.ts';

export const alteredKeys: Mutation = {
  name: 'altered-keys',
  change:
    'tags of sealed keys and of the anchor are not looked at, an opened key is held against nothing, and what does not open under it is begun anew',
  replaces: {
    'packages/crypto/src/open/open-seal.ts': 'open-seal.ts',
    'packages/crypto/src/open/decrypt-box.ts': 'decrypt-box.ts',
    'packages/vault/src/session/open-person.ts': 'open-person.ts',
  },
};
