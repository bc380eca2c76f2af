import type { Mutation } from '../../mutation.ts';

export const elsewhere: Mutation = {
  name: 'elsewhere',
  change: 'the page follows the server to another origin, and no policy keeps it from there',
  replaces: {
    'packages/protocol/src/api/client.ts': 'client.ts',
    'packages/vault/src/session/unlock.ts': 'unlock.ts',
  },
  withoutPolicy: 'everywhere',
};
