import type { Mutation } from '../../mutation.ts';

export const leaversKey: Mutation = {
  name: 'leavers-key',
  change: 'a key that somebody has made in leaving is as good as any',
  replaces: { 'packages/account-log/src/account/recipients.ts': 'recipients.ts' },
};
