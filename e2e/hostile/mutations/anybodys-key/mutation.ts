import type { KeyholderMutation } from '../../mutation.ts';

export const anybodysKey: KeyholderMutation = {
  name: 'anybodys-key',
  of: 'keyholder',
  change: 'the keyholder does not ask whether somebody who has left knows the account key',
  replaces: { 'apps/worker/src/accounts/key-of-members.ts': 'key-of-members.ts' },
};
