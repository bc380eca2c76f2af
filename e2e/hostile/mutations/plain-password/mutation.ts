import type { Mutation } from '../../mutation.ts';

export const plainPassword: Mutation = {
  name: 'plain-password',
  change: 'there is a way to sign in by the password itself',
  replaces: {
    'packages/vault/src/session/unlock.ts': 'unlock.ts',
    'packages/vault/src/session/sign-up.ts': 'sign-up.ts',
  },
};
