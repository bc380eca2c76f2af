import type { Mutation } from '../../mutation.ts';

export const configurable: Mutation = {
  name: 'configurable',
  change: 'settings of the server decide what is checked',
  replaces: {
    'packages/protocol/src/api/read-reply.ts': 'read-reply.ts',
    'packages/account-log/src/content/manifest-signature.ts': 'manifest-signature.ts',
  },
};
