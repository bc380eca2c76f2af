import type { Mutation } from '../../mutation.ts';

export const unanswered: Mutation = {
  name: 'unanswered',
  change: 'nobody waits for an answer to the words',
  replaces: {
    'packages/vault/src/let-back-in/confirmed-answers.ts': 'confirmed-answers.ts',
  },
};
