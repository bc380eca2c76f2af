import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

const mostCharactersPerPage = 1_000_000;

/** The words of each page that was asked for, piece by piece as they are laid over it. */
export class PageTexts {
  readonly #document: PDFDocumentProxy;
  readonly #pieces = new Map<number, readonly string[]>();

  constructor(document: PDFDocumentProxy) {
    this.#document = document;
  }

  /** Nothing for a page that cannot be read. */
  async piecesOf(pageNumber: number): Promise<readonly string[]> {
    const known = this.#pieces.get(pageNumber);
    if (known !== undefined) return known;
    const pieces = await this.#read(pageNumber).catch(() => []);
    this.#pieces.set(pageNumber, pieces);
    return pieces;
  }

  known(pageNumber: number): readonly string[] | undefined {
    return this.#pieces.get(pageNumber);
  }

  async #read(pageNumber: number): Promise<readonly string[]> {
    const page = await this.#document.getPage(pageNumber);
    const { items } = await page.getTextContent();
    const pieces: string[] = [];
    let characters = 0;
    for (const item of items) {
      if (!('str' in item)) continue;
      characters += item.str.length;
      if (characters > mostCharactersPerPage) break;
      pieces.push(item.hasEOL ? `${item.str}\n` : item.str);
    }
    return pieces;
  }
}
