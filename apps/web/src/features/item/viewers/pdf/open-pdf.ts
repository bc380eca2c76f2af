import {
  type PDFDocumentProxy,
  PDFWorker,
  PasswordResponses,
  VerbosityLevel,
  getDocument,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { sameOriginScriptUrl } from '../../../../trusted-types.ts';
import { ImageDecoders } from './image-decoders.ts';

const patienceMs = 30_000;
/** Pictures with more are left out of their page. */
const mostPicturePixels = 64_000_000;

export type PdfFault = 'damaged' | 'slow' | 'unavailable';

export interface PdfEvents {
  readonly onOpen: (document: PDFDocumentProxy) => void;
  readonly onFault: (fault: PdfFault) => void;
  /** Asks for a password; `answer` may be called once for each asking. */
  readonly onPassword: (wasWrong: boolean, answer: (password: string) => void) => void;
}

/**
 * Opens a PDF in a worker of its own, which can be ended whatever it is doing. Nothing of the document runs: its
 * scripts have no interpreter here, and it is given whole, so there is nothing to load.
 * @returns ends it
 */
export function openPdf(data: Uint8Array, { onOpen, onFault, onPassword }: PdfEvents): () => void {
  // Left to itself, the library makes its worker from an address that Trusted Types refuse, and then does all its
  // work on the page, without a word.
  const thread = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'pdf' });
  const worker = new PDFWorker({ port: thread as never, verbosity: VerbosityLevel.ERRORS });
  const task = getDocument({
    data,
    worker,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    disableRange: true,
    disableStream: true,
    useSystemFonts: true,
    useWorkerFetch: false,
    wasmUrl: '/',
    BinaryDataFactory: ImageDecoders,
    maxImageSize: mostPicturePixels,
    canvasMaxAreaInBytes: mostPicturePixels * 4,
  });
  let hasEnded = false;
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    void task.destroy().catch(() => undefined);
    worker.destroy();
    thread.terminate();
  };
  const fail = (fault: PdfFault) => {
    if (hasEnded) return;
    end();
    onFault(fault);
  };
  let timer = setTimeout(() => fail('slow'), patienceMs);
  thread.addEventListener('error', (event) => {
    event.preventDefault();
    fail('unavailable');
  });
  task.onPassword = (answer: (password: string) => void, reason: number) => {
    if (hasEnded) return;
    clearTimeout(timer);
    onPassword(reason === PasswordResponses.INCORRECT_PASSWORD, (password) => {
      timer = setTimeout(() => fail('slow'), patienceMs);
      answer(password);
    });
  };
  task.promise.then(
    (document) => {
      clearTimeout(timer);
      if (!hasEnded) onOpen(document);
    },
    () => fail('damaged'),
  );
  return end;
}
