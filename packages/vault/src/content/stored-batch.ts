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
  /** Of a seal that a deep rotation has put in the place of the manifest's. */
  readonly resealedEpoch: number | undefined;
  readonly pages: readonly Uint8Array[];
}

/** Zero stands for the seal of the manifest: nothing is ever sealed again under the first epoch. */
export function encodeStoredBatch({ manifest, seal, resealedEpoch, pages }: StoredBatch): Uint8Array {
  const writer = new ByteWriter()
    .sized(manifest)
    .sized(seal)
    .u32(resealedEpoch ?? 0)
    .u16(pages.length);
  for (const page of pages) writer.sized(page);
  return writer.finish();
}

/** @throws CommonsealError `malformed` */
export function parseStoredBatch(bytes: Uint8Array): StoredBatch {
  const reader = new ByteReader(bytes, 'kept batch');
  const manifest = reader.sized(maxManifestBytes);
  const seal = reader.sized(sealBytes);
  const epoch = reader.u32();
  const count = reader.u16();
  if (count > maxBatchPages) reader.fail('too many pages');
  const pages = Array.from({ length: count }, () => reader.sized(maxPageRowBytes));
  reader.end();
  return { manifest, seal, resealedEpoch: epoch === 0 ? undefined : epoch, pages };
}
