import type { ImportReport } from '@commonseal/vault';
import { X } from 'lucide-react';
import { errorCodeOf, errorWordsOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { countWords, sizeWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { type ImportState, useImporting } from './import-context.tsx';
import { InterruptedImportNote } from './interrupted-import-note.tsx';
import styles from './import-panel.module.css';

/** Progress and outcome of an import, on whatever page one is meanwhile. */
export function ImportPanel() {
  const { state, dismiss, importFiles, stop } = useImporting();
  return (
    <div className={styles['place']}>
      <div role="status" className={styles['spoken']}>
        {summaryOf(state)}
      </div>
      {state.status !== 'idle' && (
        <section className={styles['panel']} aria-label="Import">
          {state.status === 'running' ? (
            <>
              <ProgressBar
                label={`Sealing ${Math.min(state.progress.doneFiles + 1, state.progress.totalFiles)} of ${countWords(state.progress.totalFiles, 'file')} (${sizeWords(state.progress.totalBytes)})`}
                done={state.progress.doneBytes}
                total={state.progress.totalBytes}
              />
              <Button aria-label="Stop importing" onPress={stop}>
                Stop
              </Button>
            </>
          ) : (
            <>
              <div className={styles['head']}>
                <p className={styles['title']}>{summaryOf(state)}</p>
                <Button
                  variant="quiet"
                  iconOnly
                  aria-label="Close"
                  icon={<X size={18} aria-hidden="true" />}
                  onPress={dismiss}
                />
              </div>
              {state.status === 'failed' && (
                <>
                  <p className={styles['advice']}>{errorWordsOf(state.error).advice}</p>
                  <Button onPress={() => importFiles({ files: state.files, unreadable: [] })}>
                    {errorCodeOf(state.error) === 'cancelled' ? 'Go on' : 'Try again'}
                  </Button>
                </>
              )}
              <Report report={state.report} />
            </>
          )}
        </section>
      )}
      {state.status === 'idle' && <InterruptedImportNote />}
    </div>
  );
}

function summaryOf(state: ImportState): string {
  switch (state.status) {
    case 'idle':
      return '';
    case 'running':
      return 'Importing…';
    case 'failed':
      return `${countWords(state.report.imported, 'file')} imported, then it stopped with ${state.files.length} left: ${errorWordsOf(state.error).title}`;
    case 'done': {
      const { imported, failed } = state.report;
      const done = `${countWords(imported, 'file')} imported`;
      return failed.length === 0 ? done : `${done}, ${failed.length} not`;
    }
  }
}

function Report({ report }: { readonly report: ImportReport }) {
  return (
    <>
      {report.imported > 0 && <p className={styles['advice']}>Sealed on this device, and delivered.</p>}
      {report.failed.length > 0 && (
        <ul className={styles['failures']} aria-label="Files that were not imported">
          {report.failed.map(({ fileName, code }, index) => (
            <li key={`${index} ${fileName}`}>
              <strong dir="auto">{plainLine(fileName)}</strong>
              <span>
                {errorWords[code].title}. {errorWords[code].advice}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
