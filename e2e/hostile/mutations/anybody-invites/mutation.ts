import type { Mutation } from '../../mutation.ts';

export const anybodyInvites: Mutation = {
  name: 'anybody-invites',
  change: 'any member may invite',
  replaces: {
    'packages/account-log/src/account/entries/invite.ts': 'invite.ts',
  },
};
