import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type Analysis, nothingToRead } from '../analysis.ts';
import { GatheredText } from './gathered-text.ts';
import { loadPdfLibrary } from '#pdf-library';
import type { DocumentTask } from './task.ts';
import { textResult } from './text-result.ts';

/** A document can claim any number of pages in a few bytes. */
const maxPages = 5_000;
/** After so many pages in a row that cannot be read, no other is tried. */
const maxDamagedPages = 20;

export async function readPdf({ bytes }: DocumentTask): Promise<Analysis> {
  const { getDocument, VerbosityLevel } = await loadPdfLibrary();
  const task = getDocument({
    // A copy: the library takes away the memory of what it is given, and takes no Buffer.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    disableRange: true,
    disableStream: true,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: 0,
    BinaryDataFactory: NothingToFetch,
  });
  try {
    const document = await task.promise;
    const gathered = new GatheredText();
    const read = await addPages(gathered, document);
    if (read === 0) return nothingToRead('damaged');
    return textResult(gathered, {
      ...(await aboutOf(document)),
      pages: Math.min(document.numPages, maxPages),
    });
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    return nothingToRead(isLocked ? 'locked by a password' : 'damaged');
  } finally {
    await task.destroy();
  }
}

/** Character maps and fonts: the library would read them from a path or an address. */
class NothingToFetch {
  fetch(): Promise<Uint8Array> {
    return Promise.reject(new TypeError('nothing is fetched'));
  }
}

type TextContent = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;

/** @returns how many pages could be read */
async function addPages(gathered: GatheredText, document: PDFDocumentProxy): Promise<number> {
  let read = 0;
  let damagedInARow = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    if (number > maxPages || damagedInARow >= maxDamagedPages || gathered.isFull) {
      gathered.markCut();
      break;
    }
    try {
      // oxlint-disable-next-line no-await-in-loop -- one page's memory at a time
      const page = await document.getPage(number);
      if (read > 0) gathered.add('\n\n');
      await addPage(gathered, page);
      page.cleanup();
      read += 1;
      damagedInARow = 0;
    } catch {
      gathered.markCut();
      damagedInARow += 1;
    }
  }
  return read;
}

/** Piece by piece: a page may unpack to any length, and what is beyond the bound need not be unpacked. */
async function addPage(gathered: GatheredText, page: PDFPageProxy): Promise<void> {
  const reader = (page.streamTextContent() as ReadableStream<TextContent>).getReader();
  try {
    while (!gathered.isFull) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const item of value.items)
        if ('str' in item) gathered.add(item.hasEOL ? `${item.str}\n` : item.str);
    }
  } finally {
    await reader.cancel(new Error('enough'));
  }
}

async function aboutOf(document: PDFDocumentProxy): Promise<{ title?: unknown; author?: unknown }> {
  try {
    const info = (await document.getMetadata()).info as { Title?: unknown; Author?: unknown };
    return { title: info.Title, author: info.Author };
  } catch {
    return {};
  }
}
