import type { Mutation } from '../../mutation.ts';

export const suggestedConnector: Mutation = {
  name: 'suggested-connector',
  change: 'the server may name the connector that is enrolled',
  replaces: {
    'packages/vault/src/account/connector-key.ts': 'connector-key.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
