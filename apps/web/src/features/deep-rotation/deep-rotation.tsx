import { useAccount } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { countWords } from '../../text/amounts.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import styles from './deep-rotation.module.css';
import { useDeepRotation } from './use-deep-rotation.ts';

/** New locks for what was sealed under earlier account keys; for owners. */
export function DeepRotation() {
  const { role, standing } = useAccount();
  const { state, start, pause } = useDeepRotation();
  if (role !== 'owner' || standing !== 'open') return null;
  const { status } = state;
  return (
    <Disclosure title="Replace the locks of older content">
      <p>
        When somebody leaves, the account gets a new key, and what arrives from then on is locked under it.
        Older content keeps its lock. This gives it new ones too; the content itself is not sent again.
      </p>
      <dl className={styles['effects']}>
        <div>
          <dt>Helps</dt>
          <dd>
            when an earlier account key falls into wrong hands and this server’s data is stolen later: the old
            locks are then no longer in it.
          </dd>
        </div>
        <div>
          <dt>Does not help</dt>
          <dd>
            against somebody who copied the old locks before, be it the server itself, and takes back nothing
            that anybody has read.
          </dd>
        </div>
      </dl>
      {status === 'running' && (
        <ProgressBar
          label={
            state.total === 0
              ? 'Looking for older content…'
              : `New locks for ${state.done.toLocaleString()} of ${countWords(state.total, 'delivery', 'deliveries')}`
          }
          done={state.done}
          total={state.total}
        />
      )}
      <div role="status">
        {status === 'paused' && (
          <Banner tone="info" title="Paused">
            {state.total > state.done
              ? `${countWords(state.total - state.done, 'delivery', 'deliveries')} still have their old lock. What is done stays done: go on whenever you like.`
              : 'What is done stays done: go on whenever you like.'}
          </Banner>
        )}
        {status === 'done' && (
          <Banner tone="info" title="All older content has new locks">
            {`${countWords(state.batches, 'delivery is', 'deliveries are')} under the current account key. It stands in the activity below.`}
          </Banner>
        )}
      </div>
      {status === 'failed' && <ErrorBanner error={state.error} />}
      <div className={styles['actions']}>
        {status === 'running' ? (
          <>
            <Button onPress={pause}>Pause</Button>
            <p className={styles['soft']}>Leaving this page pauses it too. Nothing is lost by that.</p>
          </>
        ) : (
          <Button variant={status === 'done' ? 'secondary' : 'primary'} onPress={start}>
            {status === 'paused' || status === 'failed' ? 'Go on' : 'Replace the locks'}
          </Button>
        )}
      </div>
    </Disclosure>
  );
}
