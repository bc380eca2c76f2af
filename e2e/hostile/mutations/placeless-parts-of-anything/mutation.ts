import type { KeyholderMutation } from '../../mutation.ts';

export const placelessPartsOfAnything: KeyholderMutation = {
  name: 'placeless-parts-of-anything',
  of: 'keyholder',
  change:
    'what was handed over for one job opens for each of them, and nobody compares it with what was granted',
  replaces: {
    'apps/worker/src/keys/open-job-part.ts': '../placeless-parts/open-job-part.ts',
    'packages/account-log/src/content/job-items.ts': '../any-job-items/job-items.ts',
  },
};
