import type { LeftToAnalyse } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { BookOpenCheck } from 'lucide-react';
import { useId, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useAnalyticsPage } from './analytics-context.tsx';
import { leftWords, outcomeWords, runningWords } from './reading-words.ts';
import styles from './reading-part.module.css';
import { ReprocessDialog } from './reprocess-dialog.tsx';

export interface ReadingPartProps {
  readonly left: LeftToAnalyse;
  /** No program has read anything. */
  readonly isNothingRead: boolean;
}

/** What the figures lack, and who can read it: this browser, or a worker that an owner has let read. */
export function ReadingPart({ left, isNothingRead }: ReadingPartProps) {
  const headingId = useId();
  const { vault } = useUnlocked();
  const { reading } = useAnalyticsPage();
  const { state, start, stop } = reading;
  const [isAsking, setAsking] = useState(false);
  const grants = useQuery({ queryKey: [...queryKeys.team, 'grants'], queryFn: () => vault.grants() });
  const isGranted =
    grants.data?.some(({ standing, terms }) => standing === 'in force' && terms.kind === 'standing') ?? false;
  const isRunning = state.status === 'running';
  // What has come in since then is another matter.
  const isOver = state.status === 'done' && state.report.leftOut === 0 && left.items > 0;
  const outcome = isOver ? undefined : outcomeWords(state);
  if (left.items === 0 && !isRunning && outcome === undefined && state.status !== 'failed') return null;
  return (
    <section className={styles['reading']} aria-labelledby={headingId}>
      <BookOpenCheck size={22} aria-hidden="true" className={styles['icon']} />
      <div className={styles['words']}>
        <h2 id={headingId} className={styles['title']}>
          {isRunning ? 'This browser is reading' : leftWords(left, isNothingRead)}
        </h2>
        {left.items > 0 && !isRunning && (
          <p>
            This browser can read what is left. It opens each item on this device, one after the other, and
            looks for language, people, amounts, attachments and wording. It seals what it finds for everybody
            in this account. Nothing leaves this device unsealed. It takes a while, and you can use other
            pages meanwhile. If you lock or close this tab, it stops. What was read by then stays, and it goes
            on from there.
          </p>
        )}
        <p role="status" className={styles['outcome']}>
          {outcome ?? ''}
        </p>
        {state.status === 'running' && (
          <ProgressBar label={runningWords(state)} done={state.done} total={state.total} />
        )}
        {state.status === 'failed' && <ErrorBanner error={state.error} />}
        <div className={styles['actions']}>
          {isRunning && (
            <Button isPending={state.isStopping} onPress={stop}>
              Stop reading
            </Button>
          )}
          {!isRunning && left.items > 0 && (
            <Button variant="primary" onPress={start}>
              {state.status === 'stopped' || state.status === 'failed'
                ? 'Go on reading'
                : 'Read them in this browser'}
            </Button>
          )}
          {!isRunning && left.items > 0 && isGranted && (
            <Button onPress={() => setAsking(true)}>Ask for reprocessing</Button>
          )}
        </div>
      </div>
      {isAsking && <ReprocessDialog onClose={() => setAsking(false)} />}
    </section>
  );
}
