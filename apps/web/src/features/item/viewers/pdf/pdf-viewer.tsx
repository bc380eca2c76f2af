import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useEffect, useState } from 'react';
import { Banner } from '../../../../ui/banner.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Damaged } from '../../not-shown.tsx';
import { type ViewerProps, bytesOf } from '../../viewed-file.ts';
import { type PdfFault, openPdf } from './open-pdf.ts';
import { PdfDocument } from './pdf-document.tsx';
import { PdfPassword } from './pdf-password.tsx';

type State =
  | { readonly name: 'opening' }
  | {
      readonly name: 'password';
      readonly wasWrong: boolean;
      readonly attempt: number;
      readonly answer: (password: string) => void;
    }
  | { readonly name: 'cancelled' }
  | { readonly name: 'failed'; readonly fault: PdfFault }
  | { readonly name: 'open'; readonly document: PDFDocumentProxy };

const faultWords: Readonly<Record<PdfFault, string>> = {
  damaged: 'This PDF is damaged: its pages cannot be found in it.',
  slow: 'Opening this PDF takes too long.',
  unavailable: 'What opens PDFs could not be loaded; the server may be out of reach.',
};

export function PdfViewer({ file }: ViewerProps) {
  const [state, setState] = useState<State>({ name: 'opening' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let end: (() => void) | undefined;
    let isWanted = true;
    let attempt = 0;
    const open = (data: Uint8Array) => {
      if (!isWanted) return;
      end = openPdf(data, {
        onOpen: (document) => setState({ name: 'open', document }),
        onFault: (fault) => setState({ name: 'failed', fault }),
        onPassword: (wasWrong, answer) => {
          attempt += 1;
          setState({ name: 'password', wasWrong, answer, attempt });
        },
      });
    };
    bytesOf(file.blob).then(open, () => isWanted && setState({ name: 'failed', fault: 'unavailable' }));
    return () => {
      isWanted = false;
      end?.();
      setState({ name: 'opening' });
    };
  }, [file, round]);

  if (state.name === 'open') return <PdfDocument document={state.document} />;
  if (state.name === 'password') {
    return (
      <PdfPassword
        key={state.attempt}
        wasWrong={state.wasWrong}
        onAnswer={(password) => {
          setState({ name: 'opening' });
          state.answer(password);
        }}
        onCancel={() => setState({ name: 'cancelled' })}
      />
    );
  }
  const tryAgain = <Button onPress={() => setRound(round + 1)}>Try again</Button>;
  if (state.name === 'cancelled') {
    return (
      <Banner
        tone="info"
        title="This PDF is locked with a password"
        actions={<Button onPress={() => setRound(round + 1)}>Enter the password</Button>}
      >
        It can be downloaded all the same, and opened with another program.
      </Banner>
    );
  }
  if (state.name === 'failed') {
    return (
      <Damaged actions={state.fault === 'damaged' ? undefined : tryAgain}>{faultWords[state.fault]}</Damaged>
    );
  }
  return <Skeleton lines={5} label="Opening…" />;
}
