/** As much as lies in this process before it is handed to the browser, which keeps what is large on the disk. */
const partBytes = 2 * 1024 * 1024;

/** Puts a Blob together from pieces without ever holding all of it in memory. */
export class GrowingBlob {
  readonly #parts: Blob[] = [];
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes >= partBytes) this.#close();
  }

  /** Without a type: a page must never treat third-party content as a document of its own. */
  finish(): Blob {
    this.#close();
    return new Blob(this.#parts);
  }

  #close(): void {
    this.#parts.push(new Blob(this.#pieces as BlobPart[]));
    this.#pieces = [];
    this.#pieceBytes = 0;
  }
}
