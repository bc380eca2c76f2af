import type { KeyholderMutation } from '../../mutation.ts';

export const anyEpoch: KeyholderMutation = {
  name: 'any-epoch',
  of: 'keyholder',
  change: 'the keyholder does not ask under which account key something had to be sealed',
  replaces: {
    'packages/account-log/src/content/manifest-knowledge.ts': '../forgetful/manifest-knowledge.ts',
  },
};
