import { CompactEncrypt, compactDecrypt } from 'jose';
import { asContestant, perItem } from '../contest.ts';

/** Items under way together: it is WebCrypto that works. */
const atOnce = 32;

/** JWE under one key imported once: nothing wrapped, which is the fastest that it has. */
export async function jose() {
  const { subtle } = globalThis.crypto;
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return asContestant(
    perItem(
      { name: 'jose (JWE)' },
      {
        seal: (item) =>
          new CompactEncrypt(item).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key),
        open: async (sealed) => [(await compactDecrypt(sealed, key)).plaintext],
      },
      atOnce,
    ),
  );
}
