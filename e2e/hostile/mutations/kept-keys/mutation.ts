import type { Mutation } from '../../mutation.ts';

export const keptKeys: Mutation = {
  name: 'kept-keys',
  change: 'using a recovery kit sets a password, and the keys stay what they were',
  replaces: { 'packages/vault/src/ways-in/recovery-kits.ts': 'recovery-kits.ts' },
};
