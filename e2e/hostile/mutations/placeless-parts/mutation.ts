import type { KeyholderMutation } from '../../mutation.ts';

export const placelessParts: KeyholderMutation = {
  name: 'placeless-parts',
  of: 'keyholder',
  change: 'what was handed over for one job opens for each of them',
  replaces: { 'apps/worker/src/keys/open-job-part.ts': 'open-job-part.ts' },
};
