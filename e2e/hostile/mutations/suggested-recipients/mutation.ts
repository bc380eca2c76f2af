import type { Mutation } from '../../mutation.ts';

export const suggestedRecipients: Mutation = {
  name: 'suggested-recipients',
  change: 'the server may name further recipients of an account key',
  replaces: {
    'packages/vault/src/account/new-epoch.ts': 'new-epoch.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
