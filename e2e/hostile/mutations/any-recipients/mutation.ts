import type { KeyholderMutation, Mutation } from '../../mutation.ts';

export const anyRecipients: Mutation = {
  name: 'any-recipients',
  change: 'whoever makes an account key chooses its recipients',
  replaces: {
    'packages/account-log/src/account/entries/check-recipients.ts': 'check-recipients.ts',
  },
};

/** The same in the keyholder's program. */
export const anyRecipientsForKeyholders: KeyholderMutation = { ...anyRecipients, of: 'keyholder' };
