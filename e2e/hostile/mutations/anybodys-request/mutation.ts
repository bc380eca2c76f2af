import type { Mutation } from '../../mutation.ts';

export const anybodysRequest: Mutation = {
  name: 'anybodys-request',
  change: 'whoever asks reads the words of whatever request the server hands out',
  replaces: { 'packages/vault/src/let-back-in/require-own.ts': 'require-own.ts' },
};
