import type { GuardedSecret } from '@commonseal/guarded/secret';
import type { PassphraseSource } from '../cli/passphrase-source.ts';
import { Stop } from '../stop.ts';

/** Asks for a new passphrase, twice where it is typed. @throws Stop `weak_passphrase`, `no_passphrase` */
export async function readNewPassphrase(source: PassphraseSource, whose: string): Promise<GuardedSecret> {
  const passphrase = await source.read(`New passphrase${whose}`);
  // Its lists are large, and most commands do without.
  const { requireStrongPassphrase } = await import('../cli/passphrase-judgement.ts');
  requireStrongPassphrase(passphrase);
  if (!source.isTyped) return passphrase;
  const again = await source.read(`The same once more${whose}`);
  const isSame = passphrase.use((left) => again.use((right) => Buffer.from(left).equals(right)));
  again.wipe();
  if (isSame) return passphrase;
  passphrase.wipe();
  throw new Stop('no_passphrase', 'The two are not the same. Nothing was done.');
}
