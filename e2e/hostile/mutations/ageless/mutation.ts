import type { Mutation } from '../../mutation.ts';

export const ageless: Mutation = {
  name: 'ageless',
  of: 'keyholder',
  change: 'the keyholder works by a log of whatever age',
  replaces: { 'apps/worker/src/accounts/freshness.ts': 'freshness.ts' },
};
