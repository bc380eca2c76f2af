import type { Mutation } from '../../mutation.ts';

export const resultsOfAnyBody: Mutation = {
  name: 'results-of-any-body',
  change: 'nobody asks in which body something was found',
  replaces: { 'packages/vault/src/content/results.ts': 'results.ts' },
};
