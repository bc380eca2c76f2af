import { ArrowLeft, Download } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { sizeWords } from '../../text/amounts.ts';
import { mediaEssence } from '@commonseal/content/file-form';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './file-stack.module.css';
import { FileViewer } from './file-viewer.tsx';
import { OpenedFilesContext, mostFilesDeep } from './opened-files.ts';
import { saveBlob } from './save-blob.ts';
import type { ViewedFile } from './viewed-file.ts';

/** A file, and in its place whatever is opened from within it, with a way back. */
export function FileStack({ file }: { readonly file: ViewedFile }) {
  const [inner, setInner] = useState<readonly ViewedFile[]>([]);
  const [closedKey, setClosedKey] = useState<string>();
  const shown = inner.at(-1);
  const below = inner.at(-2) ?? file;
  const closeInner = useCallback(() => {
    setClosedKey(shown?.key);
    setInner((files) => files.slice(0, -1));
  }, [shown]);
  useEscape(shown === undefined ? undefined : closeInner);
  const files = useMemo(
    () => ({
      open:
        inner.length >= mostFilesDeep
          ? undefined
          : (opened: ViewedFile) => setInner((before) => [...before, opened]),
      closedKey,
    }),
    [inner.length, closedKey],
  );
  return (
    <OpenedFilesContext value={files}>
      {shown === undefined ? (
        <FileViewer file={file} />
      ) : (
        <InnerFile
          file={shown}
          back={
            <Button variant="quiet" icon={<ArrowLeft size={16} aria-hidden="true" />} onPress={closeInner}>
              <span className={styles['parent']}>
                Back to {below === file ? 'the message' : below.fileName}
              </span>
            </Button>
          }
          key={shown.key}
        />
      )}
    </OpenedFilesContext>
  );
}

interface InnerFileProps {
  readonly file: ViewedFile;
  readonly back: ReactNode;
}

function InnerFile({ file, back }: InnerFileProps) {
  const focusAtFirst = useCallback(
    (heading: HTMLElement | null) => heading?.focus({ preventScroll: false }),
    [],
  );
  return (
    <section aria-label={`Attachment ${file.fileName}`} className={styles['inner']}>
      <header className={styles['head']}>
        <div className={styles['back']}>{back}</div>
        <h3 ref={focusAtFirst} tabIndex={-1} dir="auto" className={styles['name']}>
          {file.fileName}{' '}
          <span className={styles['kind']}>
            {plainLine(mediaEssence(file.mediaType)) || 'unknown type'}, {sizeWords(file.blob.size)}
          </span>
        </h3>
        <Button
          icon={<Download size={16} aria-hidden="true" />}
          aria-label={`Save ${file.fileName}`}
          onPress={() => saveBlob(file.blob, file.fileName)}
        >
          Save
        </Button>
      </header>
      <FileViewer file={file} />
    </section>
  );
}

/** Before the page's own Esc, which goes back to the list; but not while somebody types, or a dialog is open. */
function useEscape(close: (() => void) | undefined): void {
  useEffect(() => {
    if (close === undefined) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.target instanceof HTMLInputElement) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      close();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [close]);
}
