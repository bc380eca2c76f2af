import type { Mutation } from '../../mutation.ts';

export const inParts: Mutation = {
  name: 'in-parts',
  change: "somebody can be removed now, and the account's key replaced later",
  replaces: {
    'packages/account-log/src/account/check-part.ts': 'check-part.ts',
  },
};
