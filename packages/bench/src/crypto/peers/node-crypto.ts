import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { asContestant, perItem } from '../contest.ts';

const wrappingKey = randomBytes(32);
/** RFC 3394 section 2.2.3.1. */
const wrapIv = Buffer.alloc(8, 0xa6);

function wrap(keys: Uint8Array): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', wrappingKey, wrapIv);
  return Buffer.concat([cipher.update(keys), cipher.final()]);
}

function unwrap(wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv('id-aes256-wrap', wrappingKey, wrapIv);
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}

/** AES-CBC, then HMAC, with two keys wrapped for each item. */
export const cbcHmacByNode = asContestant(
  perItem(
    { name: 'AES-CBC + HMAC (node:crypto)' },
    {
      seal: (item) => {
        const [keys, iv] = [randomBytes(64), randomBytes(16)];
        const cipher = createCipheriv('aes-256-cbc', keys.subarray(0, 32), iv);
        const parts = [cipher.update(item), cipher.final()] as const;
        const mac = createHmac('sha256', keys.subarray(32))
          .update(iv)
          .update(parts[0])
          .update(parts[1])
          .digest();
        return { iv, parts, mac, wrapped: wrap(keys) };
      },
      open: ({ iv, parts, mac, wrapped }) => {
        const keys = unwrap(wrapped);
        const actual = createHmac('sha256', keys.subarray(32))
          .update(iv)
          .update(parts[0])
          .update(parts[1])
          .digest();
        if (!timingSafeEqual(actual, mac)) throw new Error('wrong MAC');
        const decipher = createDecipheriv('aes-256-cbc', keys.subarray(0, 32), iv);
        return [decipher.update(parts[0]), decipher.update(parts[1]), decipher.final()];
      },
    },
  ),
);

/** A key wrapped for each item. */
export const keysByNode = asContestant(
  perItem({ name: 'AES-KW (node:crypto)' }, { seal: wrap, open: (wrapped) => [unwrap(wrapped)] }),
);

/** Bare AES-GCM on one core: no key of its own for anything, nothing signed, nothing hashed. */
export function openSsl(chunkBytes: number) {
  const algorithm: CipherGCMTypes = 'aes-256-gcm';
  const key = randomBytes(32);
  return asContestant(
    perItem(
      { name: 'OpenSSL, one core', kind: 'limit' },
      {
        seal: (item) =>
          Array.from({ length: Math.ceil(item.length / chunkBytes) }, (_, at) => {
            const iv = randomBytes(12);
            const cipher = createCipheriv(algorithm, key, iv);
            const encrypted = cipher.update(item.subarray(at * chunkBytes, (at + 1) * chunkBytes));
            cipher.final();
            return { iv, encrypted, tag: cipher.getAuthTag() };
          }),
        open: (chunks) =>
          chunks.map(({ iv, encrypted, tag }) => {
            const decipher = createDecipheriv(algorithm, key, iv);
            decipher.setAuthTag(tag);
            const plaintext = decipher.update(encrypted);
            decipher.final();
            return plaintext;
          }),
      },
    ),
  );
}
