import type { KeyholderMutation } from '../../mutation.ts';

export const anybodysGrant: KeyholderMutation = {
  name: 'anybodys-grant',
  of: 'keyholder',
  change: 'the keyholder does not ask to which worker something was granted',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
