import type { Mutation } from '../../mutation.ts';

export const anonymous: Mutation = {
  name: 'anonymous',
  change: 'nobody asks who signed a delivery',
  replaces: { 'packages/account-log/src/content/manifest-signature.ts': 'manifest-signature.ts' },
};
