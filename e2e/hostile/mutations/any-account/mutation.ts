import type { Mutation } from '../../mutation.ts';

export const anyAccount: Mutation = {
  name: 'any-account',
  change: 'what a source signed for one account counts in every account',
  replaces: { 'packages/account-log/src/content/manifest-signature.ts': 'manifest-signature.ts' },
};
