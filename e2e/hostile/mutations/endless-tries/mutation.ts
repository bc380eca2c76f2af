import type { Mutation } from '../../mutation.ts';

export const endlessTries: Mutation = {
  name: 'endless-tries',
  change: 'words may be guessed without end',
  replaces: {
    'packages/vault/src/let-back-in/tries.ts': 'tries.ts',
  },
};
