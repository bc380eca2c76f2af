/** Loaded with the first PDF: it takes longer than reading most of them. */
export async function loadPdfLibrary() {
  await import('./pdf-reading-half.ts');
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}
