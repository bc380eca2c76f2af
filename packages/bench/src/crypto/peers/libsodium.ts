import sodium from 'libsodium-wrappers';
import { asContestant, perItem } from '../contest.ts';

await sodium.ready;

/** All bytes at once: `randombytes_buf` asks for four at a time. */
const random = (length: number) => globalThis.crypto.getRandomValues(new Uint8Array(length));

const groupKey = random(32);
/** Larger ones are no faster. */
const chunkBytes = 64 * 1024;

function wrap(key: Uint8Array) {
  const nonce = random(sodium.crypto_secretbox_NONCEBYTES);
  return { nonce, wrapped: sodium.crypto_secretbox_easy(key, nonce, groupKey) };
}

/** secretstream with a key wrapped for each item. */
export const secretstream = asContestant(
  perItem(
    { name: 'libsodium secretstream' },
    {
      seal: (item) => {
        const key = random(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES);
        const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < item.length; at += chunkBytes) {
          const isLast = at + chunkBytes >= item.length;
          const tag = isLast
            ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
          const part = item.subarray(at, at + chunkBytes);
          chunks.push(sodium.crypto_secretstream_xchacha20poly1305_push(state, part, null, tag));
        }
        return { ...wrap(key), header, chunks };
      },
      open: ({ nonce, wrapped, header, chunks }) => {
        const key = sodium.crypto_secretbox_open_easy(wrapped, nonce, groupKey);
        const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
        let lastTag: number | undefined;
        const pieces = chunks.map((chunk) => {
          const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk, null);
          if (!pulled) throw new Error('not what was sealed');
          lastTag = pulled.tag;
          return pulled.message;
        });
        if (lastTag !== sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL) throw new Error('cut off');
        return pieces;
      },
    },
  ),
);

/** One AEAD call for each item under one key, its number bound to it. */
export const itemByItem = asContestant({
  name: 'libsodium item by item',
  kind: 'peer' as const,
  seal: (items) =>
    items.map((item, at) => {
      const nonce = random(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
      const place = Uint8Array.of(at >> 24, at >> 16, at >> 8, at);
      const ciphertext = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        item,
        place,
        null,
        nonce,
        groupKey,
      );
      return { nonce, ciphertext };
    }),
  open: (sealed: readonly { readonly nonce: Uint8Array; readonly ciphertext: Uint8Array }[]) =>
    sealed.map(({ nonce, ciphertext }, at) => {
      const place = Uint8Array.of(at >> 24, at >> 16, at >> 8, at);
      return [sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, place, nonce, groupKey)];
    }),
});

/** A key wrapped for each item. */
export const wrappedKeys = asContestant(
  perItem(
    { name: 'libsodium secretbox' },
    {
      seal: wrap,
      open: ({ nonce, wrapped }) => [sodium.crypto_secretbox_open_easy(wrapped, nonce, groupKey)],
    },
  ),
);

/** A key sealed to a public key for each item, post-quantum as ours. */
export const sealedKeys = (() => {
  const { publicKey, privateKey } = sodium.crypto_kem_xwing_keypair();
  const zeroNonce = new Uint8Array(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  return asContestant(
    perItem(
      { name: 'libsodium X-Wing for each' },
      {
        seal: (key) => {
          const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc(publicKey);
          const wrapped = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            key,
            null,
            null,
            zeroNonce,
            sharedSecret,
          );
          return { ciphertext, wrapped };
        },
        open: ({ ciphertext, wrapped }) => {
          const secret = sodium.crypto_kem_xwing_dec(ciphertext, privateKey);
          return [sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, wrapped, null, zeroNonce, secret)];
        },
      },
    ),
  );
})();
