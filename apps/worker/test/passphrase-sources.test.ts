import { closeSync, constants, openSync } from 'node:fs';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { expect, it } from 'vitest';
import { DescriptorSource } from '../src/cli/descriptor-source.ts';
import { requireStrongPassphrase } from '../src/cli/passphrase-judgement.ts';

it('a terminal is no file descriptor to read a passphrase from: it would show it', () => {
  const terminal = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  expect(() => new DescriptorSource(terminal)).toThrow('would show the passphrase');
  closeSync(terminal);
});

it('a new passphrase withstands whoever has the key file', () => {
  const judge = (text: string) => () => {
    requireStrongPassphrase(GuardedSecret.takenFrom(Buffer.from(text)));
  };
  // Two words and a digit: some 10^9 guesses.
  expect(judge('kettle7orchard')).toThrow('too easy to guess');
  expect(judge('cobalt harvest walnut ferry lantern')).not.toThrow();
  expect(judge('q7Lr0xVnT2mZk9Pw')).not.toThrow();
});
