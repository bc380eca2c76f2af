import type { Mutation } from '../../mutation.ts';

export const uncomparedWords: Mutation = {
  name: 'uncompared-words',
  change: 'words are asked for, and not compared',
  replaces: {
    'packages/vault/src/let-back-in/tries.ts': 'tries.ts',
  },
};
