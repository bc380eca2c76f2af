import type { KeyholderMutation } from '../../mutation.ts';

export const unpinned: KeyholderMutation = {
  name: 'unpinned',
  of: 'keyholder',
  change: 'a keyholder that is started anew does not know what it has seen of logs',
  replaces: { 'apps/worker/src/accounts/followed-account.ts': 'followed-account.ts' },
};
