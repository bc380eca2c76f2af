import type { Mutation } from '../../mutation.ts';

export const oneAnswerForAll: Mutation = {
  name: 'one-answer-for-all',
  change: 'an answer that was right opens every account that has granted it',
  replaces: {
    'packages/vault/src/let-back-in/confirmed-answers.ts': 'confirmed-answers.ts',
  },
};
