import type { Mutation } from '../../mutation.ts';

export const anyIdentity: Mutation = {
  name: 'any-identity',
  change: 'nobody compares the fingerprint that was typed with the worker that the server shows',
  replaces: { 'packages/vault/src/workers/typed-identity.ts': 'typed-identity.ts' },
};
