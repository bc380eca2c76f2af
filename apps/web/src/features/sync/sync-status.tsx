import { useSync } from '../../account-data/queries.ts';
import { clockWords } from '../../text/dates.ts';
import styles from './sync-status.module.css';

/** Not spoken: it changes every few seconds, and what matters is said by the banners. */
export function SyncStatus() {
  const sync = useSync();
  const state = sync.isError ? 'away' : sync.data === undefined ? 'first' : 'current';
  return (
    <p className={styles['status']} data-state={state}>
      <span className={styles['dot']} aria-hidden="true" />
      {state === 'first' && 'Checking…'}
      {state === 'away' && 'Not up to date'}
      {sync.data !== undefined &&
        state === 'current' &&
        `Up to date, checked ${clockWords(sync.data.syncedAtMs)}`}
    </p>
  );
}
