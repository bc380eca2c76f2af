import type { KeyholderMutation } from '../../mutation.ts';

export const toldGrants: KeyholderMutation = {
  name: 'told-grants',
  of: 'keyholder',
  change: 'the keyholder takes the word of whoever asks that something was granted',
  replaces: { 'apps/worker/src/accounts/grants.ts': 'grants.ts' },
};
