import type { KeyholderMutation } from '../../mutation.ts';

export const anyJobItems: KeyholderMutation = {
  name: 'any-job-items',
  of: 'keyholder',
  change: 'nobody compares what was handed over for a job with what was granted',
  replaces: { 'packages/account-log/src/content/job-items.ts': 'job-items.ts' },
};
