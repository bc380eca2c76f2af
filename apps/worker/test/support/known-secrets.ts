import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { openKeys, openPart } from '../../src/keyholder/key-ring.ts';
import { parseKeyFile } from '../../src/state/key-file.ts';
import type { Secrets } from './process-memory.ts';

const copyOf = (secret: GuardedSecret) => secret.use((bytes) => bytes.slice());

/** What only whoever has key file and passphrases can know. @param passphrases of the first operators */
export async function knownSecrets(state: string, passphrases: readonly string[]): Promise<Secrets> {
  const file = parseKeyFile(readFileSync(join(state, 'worker.key')));
  const parts = await Promise.all(
    passphrases.map((typed, at) => openPart(file, at + 1, GuardedSecret.takenFrom(Buffer.from(typed)))),
  );
  const keys = await openKeys(file, parts);
  const [part = keys.seed] = parts;
  return {
    seed: copyOf(keys.seed),
    'signing key': copyOf(keys.signingKey).subarray(0, 32),
    'receiving key': copyOf(keys.receivingKey),
    part: copyOf(part),
    ...Object.fromEntries(passphrases.map((typed, at) => [`passphrase ${at + 1}`, Buffer.from(typed)])),
  };
}
