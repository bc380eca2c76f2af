import type { Mutation } from '../../mutation.ts';

export const ownersByMembers: Mutation = {
  name: 'owners-by-members',
  change: 'members may let an owner back in',
  replaces: {
    'packages/account-log/src/account/approvals.ts': 'approvals.ts',
  },
};
