import type { Mutation } from '../../mutation.ts';

export const anyInviter: Mutation = {
  name: 'any-inviter',
  change: 'an invite is the one of the link wherever it stands',
  replaces: {
    'packages/vault/src/account/find-invite.ts': 'find-invite.ts',
  },
};
