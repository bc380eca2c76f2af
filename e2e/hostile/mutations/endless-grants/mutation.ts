import type { KeyholderMutation } from '../../mutation.ts';

export const endlessGrants: KeyholderMutation = {
  name: 'endless-grants',
  of: 'keyholder',
  change: 'the keyholder looks at no clock when it looks at a grant',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
