import type { Mutation } from '../../mutation.ts';

export const directory: Mutation = {
  name: 'directory',
  change: 'keys of members are those that the server has beside the log',
  replaces: {
    'packages/account-log/src/account/recipients.ts': 'recipients.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
