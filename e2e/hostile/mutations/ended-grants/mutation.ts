import type { KeyholderMutation } from '../../mutation.ts';

export const endedGrants: KeyholderMutation = {
  name: 'ended-grants',
  of: 'keyholder',
  change: 'the keyholder does not ask whether a grant was revoked',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
