import {
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import { asContestant, perItem } from '../contest.ts';

async function ageWith(name: string, identity: string) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return asContestant(
    perItem(
      { name },
      {
        seal: (item) => encrypter.encrypt(item),
        open: async (sealed) => [await decrypter.decrypt(sealed)],
      },
    ),
  );
}

export const age = async () => ageWith('age', await generateX25519Identity());
/** Its recipients of ML-KEM-768 with X25519. */
export const agePostQuantum = async () => ageWith('age, post-quantum', await generateHybridIdentity());
