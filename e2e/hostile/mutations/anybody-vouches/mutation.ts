import type { Mutation } from '../../mutation.ts';

export const anybodyVouches: Mutation = {
  name: 'anybody-vouches',
  change: 'any member may let somebody back in',
  replaces: {
    'packages/account-log/src/account/may-vouch.ts': 'may-vouch.ts',
  },
};
