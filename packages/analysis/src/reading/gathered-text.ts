import { maxAnalysisTextBytes } from '../analysis.ts';

/** Gathers the text of an item up to the bound on it. */
export class GatheredText {
  readonly #pieces: string[] = [];
  #bytesLeft = maxAnalysisTextBytes;
  #isCut = false;

  get isFull(): boolean {
    return this.#bytesLeft === 0;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  /** Something is left out that nobody gathers here. */
  markCut(): void {
    this.#isCut = true;
  }

  add(raw: string): void {
    const piece = plainText(raw);
    // No character is more than three bytes for each of its UTF-16 units.
    const room = new Uint8Array(Math.min(this.#bytesLeft, 3 * piece.length));
    const { read, written } = new TextEncoder().encodeInto(piece, room);
    this.#pieces.push(piece.slice(0, read));
    this.#bytesLeft -= written;
    if (read === piece.length) return;
    this.#bytesLeft = 0;
    this.#isCut = true;
  }
}

/** Whatever else ends a line somewhere. */
// Control characters are what is looked for, here and below.
// oxlint-disable-next-line no-control-regex
const lineEnd = /\r\n?|[\u000b\u000c\u2028\u2029]/g;
/** Everything but tabs and ends of lines. */
// oxlint-disable-next-line no-control-regex -- as above
const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]+/g;

function plainText(raw: string): string {
  return raw
    .replaceAll(lineEnd, '\n')
    .replaceAll(control, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
