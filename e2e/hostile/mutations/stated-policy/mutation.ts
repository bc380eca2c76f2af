import type { Mutation } from '../../mutation.ts';

export const statedPolicy: Mutation = {
  name: 'stated-policy',
  change: 'the policy is the one that the server states',
  replaces: {
    'packages/account-log/src/account/may-vouch.ts': 'may-vouch.ts',
    'packages/protocol/src/api/read-reply.ts': '../heeding/read-reply.ts',
  },
};
