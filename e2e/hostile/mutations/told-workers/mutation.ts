import type { Mutation } from '../../mutation.ts';

export const toldWorkers: Mutation = {
  name: 'told-workers',
  change: 'the server may say to which workers something was granted',
  replaces: {
    'packages/vault/src/account/newcomers.ts': 'newcomers.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
