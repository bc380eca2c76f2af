import { createRequire } from 'node:module';

const libraryName = 'pdfjs-dist/legacy/build/pdf.mjs';

/** Loaded with the first PDF: it takes longer than reading most of them. */
export function loadPdfLibrary() {
  keepNativeCodeOut();
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

/** Stands for what is needed to draw, and is not drawn with. */
function Drawing() {
  // Nothing is drawn.
}

/**
 * In Node the library loads a canvas in native code where it finds one. Text needs none, and strangers' bytes do not get
 * near any: what is found is an empty module. Of the classes that the canvas would have brought the library makes one
 * object while it is loaded, and uses it for drawing alone.
 */
function keepNativeCodeOut(): void {
  const library = createRequire(createRequire(import.meta.url).resolve(libraryName));
  let path: string;
  try {
    path = library.resolve('@napi-rs/canvas');
  } catch {
    path = '';
  }
  if (path !== '') {
    const empty = { id: path, filename: path, path, loaded: true, exports: {}, children: [], paths: [] };
    library.cache[path] = { ...empty, parent: undefined, require: library, isPreloading: false };
  }
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D'] as const) {
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, { value: Drawing, configurable: true });
  }
}
