import { encodeParts, encodedText } from '@commonseal/protocol';
import sodium from 'libsodium-wrappers';

/** What libsodium's wrapper does not declare: its WebAssembly itself. */
interface Wasm {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _crypto_generichash(
    output: number,
    outputBytes: number,
    input: number,
    inputBytes: number,
    inputBytesHigh: 0,
    key: number,
    keyBytes: number,
  ): number;
}

const keyAt = 64;
const inputAt = 128;
/** Bytes for the output, the key and as much input as contexts and headers have. */
const placeBytes = 8 * 1024;
const lengthBytes = 4;

/** Where in libsodium's memory short inputs are put together. Kept: to ask for it each time takes longer than to hash. */
let place: number | undefined;

/** Once, when libsodium is there; not in the middle of `withoutTrace`, which would take it back. */
export function prepareParts(): void {
  // The compiler of the WebAssembly names what it exports.
  // oxlint-disable-next-line no-underscore-dangle
  place ??= wasm()._malloc(placeBytes);
}

function wasm(): Wasm {
  return (sodium as unknown as { readonly libsodium: Wasm }).libsodium;
}

/**
 * BLAKE2b (RFC 7693; `crypto_generichash`) over parts, each preceded by its length as `encodeParts` does it. Short ones are written
 * straight into libsodium's memory, and overwritten there afterwards, the key too; what BLAKE2b itself leaves
 * on its stack stays, see `withoutTrace`.
 * @param key 32 to 64 bytes, secret; undefined for a plain hash
 * @param length bytes of the result, 32 or 64
 */
export function blake2bOfParts(
  length: 32 | 64,
  parts: readonly (Uint8Array | string)[],
  key: Uint8Array | undefined,
): Uint8Array {
  const encoded = parts.map((part) => (typeof part === 'string' ? encodedText(part) : part));
  const inputBytes = encoded.reduce((sum, part) => sum + lengthBytes + part.length, 0);
  if (place === undefined || inputAt + inputBytes > placeBytes)
    return sodium.crypto_generichash(length, encodeParts(encoded), key ?? null);
  const library = wasm();
  // Read anew each time: it is another view when the memory has grown.
  const heap = library.HEAPU8;
  if (key) heap.set(key, place + keyAt);
  let at = place + inputAt;
  for (const part of encoded) {
    heap[at] = part.length >>> 24;
    heap[at + 1] = part.length >>> 16;
    heap[at + 2] = part.length >>> 8;
    heap[at + 3] = part.length;
    heap.set(part, at + lengthBytes);
    at += lengthBytes + part.length;
  }
  // As above.
  // oxlint-disable-next-line no-underscore-dangle
  const failure = library._crypto_generichash(
    place,
    length,
    place + inputAt,
    inputBytes,
    0,
    key ? place + keyAt : 0,
    key?.length ?? 0,
  );
  const output = heap.slice(place, place + length);
  heap.fill(0, place, at);
  if (failure !== 0) throw new TypeError('crypto_generichash refuses');
  return output;
}
