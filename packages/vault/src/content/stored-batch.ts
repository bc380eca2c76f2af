import {
  ByteReader,
  ByteWriter,
  maxBatchPages,
  maxManifestBytes,
  maxPageRowBytes,
} from '@commonseal/protocol';
import { sealBytes } from '@commonseal/crypto/seal';

/** A batch as it is fetched and kept on this device: ciphertext and a signed manifest, verified each time. */
export interface StoredBatch {
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  readonly pages: readonly Uint8Array[];
}

export function encodeStoredBatch({ manifest, seal, pages }: StoredBatch): Uint8Array {
  const writer = new ByteWriter().sized(manifest).sized(seal).u16(pages.length);
  for (const page of pages) writer.sized(page);
  return writer.finish();
}

/** @throws CommonsealError `malformed` */
export function parseStoredBatch(bytes: Uint8Array): StoredBatch {
  const reader = new ByteReader(bytes, 'kept batch');
  const manifest = reader.sized(maxManifestBytes);
  const seal = reader.sized(sealBytes);
  const count = reader.u16();
  if (count > maxBatchPages) reader.fail('too many pages');
  const pages = Array.from({ length: count }, () => reader.sized(maxPageRowBytes));
  reader.end();
  return { manifest, seal, pages };
}
