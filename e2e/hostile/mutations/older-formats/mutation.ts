import type { Mutation } from '../../mutation.ts';

export const olderFormats: Mutation = {
  name: 'older-formats',
  change: 'a suite from before there was authentication is still read',
  replaces: { 'packages/crypto/src/open/decrypt-box.ts': 'decrypt-box.ts' },
};
