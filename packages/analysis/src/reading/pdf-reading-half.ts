// In this order: while the half of the library that reads is loaded, it must not take this worker for its own, whose messages it would answer.
import './with-window.ts';
import * as readingHalf from 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import './without-window.ts';

// Where this is set, the other half starts no worker, and asks for nothing at an address.
Object.defineProperty(globalThis, 'pdfjsWorker', { value: readingHalf, configurable: true });
