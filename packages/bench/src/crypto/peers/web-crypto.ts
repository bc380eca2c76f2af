import { asContestant, perItem } from '../contest.ts';

const { subtle } = globalThis.crypto;
type Bytes = Uint8Array<ArrayBuffer>;
const random = (length: number) => globalThis.crypto.getRandomValues(new Uint8Array(length));
/** Small items under way together. */
const atOnce = 32;
const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const;

/** AES-CBC, then HMAC, with two keys wrapped for each item, as password managers do it. */
export async function cbcHmacByWebCrypto() {
  const wrapping = await subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  return asContestant(
    perItem(
      { name: 'AES-CBC + HMAC (WebCrypto)' },
      {
        seal: async (item) => {
          const [encrypting, signing] = await Promise.all([
            subtle.generateKey({ name: 'AES-CBC', length: 256 }, true, ['encrypt']),
            subtle.generateKey(hmac, true, ['sign']),
          ]);
          const iv = random(16);
          const [ciphertext, ...wrapped] = await Promise.all([
            subtle.encrypt({ name: 'AES-CBC', iv }, encrypting, item as Bytes),
            subtle.wrapKey('raw', encrypting, wrapping, 'AES-KW'),
            subtle.wrapKey('raw', signing, wrapping, 'AES-KW'),
          ]);
          return { iv, ciphertext, wrapped, mac: await subtle.sign('HMAC', signing, ciphertext) };
        },
        open: async ({ iv, ciphertext, wrapped, mac }) => {
          const [encrypting, signing] = await Promise.all([
            subtle.unwrapKey('raw', wrapped[0], wrapping, 'AES-KW', 'AES-CBC', false, ['decrypt']),
            subtle.unwrapKey('raw', wrapped[1], wrapping, 'AES-KW', hmac, false, ['verify']),
          ]);
          if (!(await subtle.verify('HMAC', signing, mac, ciphertext))) throw new Error('wrong MAC');
          return [new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv }, encrypting, ciphertext))];
        },
      },
      atOnce,
    ),
  );
}

/** A key wrapped for each item. */
export async function keysByWebCrypto() {
  const wrapping = await subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  return asContestant(
    perItem(
      { name: 'AES-KW (WebCrypto)' },
      {
        seal: async (key) => {
          const imported = await subtle.importKey('raw', key as Bytes, 'AES-GCM', true, ['encrypt']);
          return subtle.wrapKey('raw', imported, wrapping, 'AES-KW');
        },
        open: async (wrapped) => {
          const key = await subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', 'AES-GCM', true, [
            'decrypt',
          ]);
          return [new Uint8Array(await subtle.exportKey('raw', key))];
        },
      },
      atOnce,
    ),
  );
}

/**
 * Bare AES-GCM under one key in chunks of as many bytes: no key of its own for anything, nothing signed, nothing hashed.
 * @param atOnce calls under way together
 */
export async function rawGcm(chunkBytes: number, together: number, name: string) {
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const associatedData = random(64);
  const parameters = (iv: Bytes) => ({ name: 'AES-GCM', iv, additionalData: associatedData });
  const chunksOf = (items: readonly Uint8Array[]) =>
    items.flatMap((item) =>
      Array.from({ length: Math.ceil(item.length / chunkBytes) }, (_, at) => ({
        item,
        chunk: item.subarray(at * chunkBytes, (at + 1) * chunkBytes),
      })),
    );
  const each = perItem<{ readonly iv: Bytes; readonly encrypted: ArrayBuffer }>(
    { name, kind: 'limit' },
    {
      seal: async (chunk) => {
        const iv = random(12);
        return { iv, encrypted: await subtle.encrypt(parameters(iv), key, chunk as Bytes) };
      },
      open: async ({ iv, encrypted }) => [
        new Uint8Array(await subtle.decrypt(parameters(iv), key, encrypted)),
      ],
    },
    together,
  );
  return asContestant({
    name,
    kind: 'limit' as const,
    seal: async (items) => {
      const chunks = chunksOf(items);
      return {
        counts: items.map((item) => chunks.filter((one) => items.length === 1 || one.item === item).length),
        sealed: await each.seal(chunks.map(({ chunk }) => chunk)),
      };
    },
    open: async ({
      counts,
      sealed,
    }: {
      counts: readonly number[];
      sealed: Awaited<ReturnType<typeof each.seal>>;
    }) => {
      const pieces = await each.open(sealed);
      let at = 0;
      return counts.map((count) => pieces.slice(at, (at += count)).flat());
    },
  });
}

/** What moving the bytes once costs. */
export const plainCopy = asContestant(
  perItem(
    { name: 'a copy', kind: 'limit' },
    { seal: (item) => item.slice(), open: (item) => [item.slice()] },
  ),
);
