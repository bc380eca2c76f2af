import type { Mutation } from '../../mutation.ts';

export const anyHead: Mutation = {
  name: 'any-head',
  change: 'a request counts on whichever chain it is granted',
  replaces: {
    'packages/account-log/src/account/request-rules.ts': 'request-rules.ts',
    'packages/vault/src/let-back-in/require-let-in.ts': 'require-let-in.ts',
  },
};
