import type { KeyholderMutation } from '../../mutation.ts';

export const ageless: KeyholderMutation = {
  name: 'ageless',
  of: 'keyholder',
  change: 'the keyholder works by a log of whatever age',
  replaces: { 'apps/worker/src/accounts/freshness.ts': 'freshness.ts' },
};
