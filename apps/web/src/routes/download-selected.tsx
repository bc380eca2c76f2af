import type { ItemSummary } from '@commonseal/vault';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { errorWordsOf } from '../errors/error-code.ts';
import { saveBlob } from '../features/item/save-blob.ts';
import { whileBusy } from '../session/busy.ts';
import { useUnlocked } from '../session/session-context.ts';
import { countWords } from '../text/amounts.ts';
import { plainLine } from '../text/hostile-text.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import styles from './download-selected.module.css';

interface Failure {
  readonly item: ItemSummary;
  readonly error: unknown;
}

type State =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly done: number; readonly total: number }
  | { readonly status: 'done'; readonly saved: number; readonly failed: readonly Failure[] };

/** One after the other, each checked to its last byte before it is saved; one that fails does not hold up the others. */
export function DownloadSelected({ items }: { readonly items: readonly ItemSummary[] }) {
  const { vault } = useUnlocked();
  const [state, setState] = useState<State>({ status: 'idle' });
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  const run = async () => {
    stopped.current = false;
    const failed: Failure[] = [];
    let saved = 0;
    for (const [done, item] of items.entries()) {
      if (stopped.current) break;
      setState({ status: 'running', done, total: items.length });
      try {
        // Not kept for viewing: together they may be large.
        const { body } = await vault.openItem(item.itemId);
        saveBlob(body, item.header.fileName || item.header.title);
        saved += 1;
      } catch (error) {
        failed.push({ item, error });
      }
    }
    setState({ status: 'done', saved, failed });
  };

  const isRunning = state.status === 'running';
  return (
    <>
      <Button
        variant="primary"
        icon={<Download size={16} aria-hidden="true" />}
        isPending={isRunning}
        onPress={() => void whileBusy(run)}
      >
        Download selected
      </Button>
      {state.status === 'running' && (
        <>
          <Button
            onPress={() => {
              stopped.current = true;
            }}
          >
            Stop
          </Button>
          <div className={styles['wide']}>
            <ProgressBar
              label={`Downloading ${state.done + 1} of ${state.total}`}
              done={state.done}
              total={state.total}
            />
          </div>
        </>
      )}
      <p role="status" className={styles['wide']}>
        {state.status === 'done' && state.saved > 0 && `${countWords(state.saved, 'file')} downloaded`}
      </p>
      {state.status === 'done' && state.failed.length > 0 && (
        <div className={styles['wide']}>
          <Banner
            tone="danger"
            title={`${countWords(state.failed.length, 'file')} could not be opened`}
            isUrgent
          >
            <ul>
              {state.failed.map(({ item, error }) => (
                <li key={item.itemId}>
                  <bdi>{plainLine(item.header.title) || 'Untitled'}</bdi>: {errorWordsOf(error).title}
                </li>
              ))}
            </ul>
          </Banner>
        </div>
      )}
    </>
  );
}
