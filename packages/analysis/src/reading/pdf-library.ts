/** Loaded with the first PDF: it takes longer than reading most of them. */
export async function loadPdfLibrary() {
  // Where this is set, the library starts no worker of its own, and asks for nothing at an address.
  const worker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  Object.defineProperty(globalThis, 'pdfjsWorker', { value: worker, configurable: true });
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}
