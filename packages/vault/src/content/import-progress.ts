import type { ImportFile, ImportProgress, OnProgress } from '../api.ts';
import { tellProgress } from '../tell-progress.ts';
import type { DeliveryProgress, Parcel } from './parcel.ts';

/** Tells how far an import is; what a repeated batch had counted is taken back. */
export class ImportProgressReport implements DeliveryProgress {
  readonly #report: OnProgress<ImportProgress> | undefined;
  readonly #totalBytes: number;
  readonly #totalFiles: number;
  #finished = { bytes: 0, files: 0 };
  #batch = { bytes: 0, files: 0 };

  constructor(files: readonly ImportFile[], report: OnProgress<ImportProgress> | undefined) {
    this.#report = report;
    this.#totalFiles = files.length;
    this.#totalBytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
  }

  startBatch(): Promise<void> {
    this.#batch = { bytes: 0, files: 0 };
    return this.#tell();
  }

  add(bytes: number): Promise<void> {
    this.#batch.bytes += bytes;
    return this.#tell();
  }

  endParcel(): Promise<void> {
    this.#batch.files += 1;
    return this.#tell();
  }

  endBatch(parcels: readonly Pick<Parcel, 'size'>[]): Promise<void> {
    this.#finished.bytes += parcels.reduce((sum, { size }) => sum + size, 0);
    this.#finished.files += parcels.length;
    this.#batch = { bytes: 0, files: 0 };
    return this.#tell();
  }

  #tell(): Promise<void> {
    return tellProgress(this.#report, {
      doneBytes: Math.min(this.#finished.bytes + this.#batch.bytes, this.#totalBytes),
      totalBytes: this.#totalBytes,
      doneFiles: this.#finished.files + this.#batch.files,
      totalFiles: this.#totalFiles,
    });
  }
}
