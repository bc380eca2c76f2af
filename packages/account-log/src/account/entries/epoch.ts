import type { EntryKind } from '../entry-kind.ts';

/** `epoch`: a new account seed for unchanged recipients. Any member may. Its whole matter is the epoch part. */
export const epochEntry: EntryKind<undefined, 'member'> = {
  name: 'epoch',
  author: 'member',
  epoch: 'always',
  parse: () => undefined,
  apply: () => ({}),
};
