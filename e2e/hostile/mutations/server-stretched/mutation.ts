import type { Mutation } from '../../mutation.ts';

export const serverStretched: Mutation = {
  name: 'server-stretched',
  change: 'the server says how much work a guess of the password is',
  replaces: {
    'apps/web/src/vault-worker/finish-in-worker.ts': 'finish-in-worker.ts',
    'packages/crypto/src/opaque/stretching.ts': 'stretching.ts',
    'packages/protocol/src/api/read-reply.ts': 'read-reply.ts',
  },
};
