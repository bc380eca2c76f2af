import type { Mutation } from '../../mutation.ts';

export const unanchored: Mutation = {
  name: 'unanchored',
  change: 'whose password it is, and what they knew last, is the server’s word',
  replaces: { 'packages/vault/src/session/open-person.ts': 'open-person.ts' },
};
