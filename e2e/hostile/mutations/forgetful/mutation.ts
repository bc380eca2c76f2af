import type { Mutation } from '../../mutation.ts';

export const forgetful: Mutation = {
  name: 'forgetful',
  change: 'nobody compares the log with what was known of it before, or is known to others',
  replaces: {
    'packages/account-log/src/head.ts': 'head.ts',
    'packages/account-log/src/content/manifest-knowledge.ts': 'manifest-knowledge.ts',
    'packages/vault/src/account/open-log.ts': 'open-log.ts',
    'packages/vault/src/content/check-chains.ts': '../unchained/check-chains.ts',
  },
};
