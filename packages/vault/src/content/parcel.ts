import type { ChunkRow } from '@commonseal/protocol';
import type { BatchSealer } from '@commonseal/account-log/author';

/** One item that this device seals and delivers. */
export interface Parcel {
  /** Bytes of the body. */
  readonly size: number;
  /** Of what somebody will bring again when its delivery was cut off: how it is known again. */
  readonly repeat: { readonly mark: string; readonly fileName: string } | undefined;
  /** Adds it to a batch; yields its chunk rows, the same ones each time as far as `sealer` is made of the same secrets. */
  seal(sealer: BatchSealer): AsyncGenerator<ChunkRow>;
}

/** Is told how far a delivery is; whatever it throws stops that. */
export interface DeliveryProgress {
  /** A batch begins, or begins anew: what was added of it does not count any more. */
  startBatch(): Promise<void>;
  add(bytes: number): Promise<void>;
  endParcel(): Promise<void>;
  endBatch(parcels: readonly Pick<Parcel, 'size'>[]): Promise<void>;
}
