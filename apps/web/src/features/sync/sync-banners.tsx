import { useProblems, useSync } from '../../account-data/queries.ts';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { isRefusal } from '../../session/refusal.ts';
import { useSession } from '../../session/session-context.ts';
import { stayMark } from '../../session/stay-mark.ts';
import { dateTimeWords } from '../../text/dates.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { NoteBanner, useNotes } from './notes.tsx';
import { ProblemsBanner } from './problems-banner.tsx';
import styles from './sync-banners.module.css';

/** What stands between the reader and the newest state. */
export function SyncBanners() {
  const sync = useSync();
  const problems = useProblems();
  const { notes, dismiss } = useNotes(sync.data?.notices ?? []);
  const putAway = (key: string) => {
    dismiss(key);
    // The button that had the focus goes with it.
    document.getElementById('main')?.focus();
  };
  if (!sync.isError && problems.length === 0 && notes.length === 0) return null;
  return (
    <div className={styles['banners']}>
      {sync.isError && <SyncFailure error={sync.error} lastMs={sync.data?.syncedAtMs} />}
      {problems.length > 0 && <ProblemsBanner problems={problems} />}
      {notes.map((note) => (
        <NoteBanner key={note.key} note={note} onDismiss={() => putAway(note.key)} />
      ))}
    </div>
  );
}

interface SyncFailureProps {
  readonly error: unknown;
  readonly lastMs: number | undefined;
}

const passing = new Set(['offline', 'database_unavailable', 'rate_limited']);

function SyncFailure({ error, lastMs }: SyncFailureProps) {
  const session = useSession();
  const code = errorCodeOf(error);
  const { title, advice } = errorWords[code];
  const since = lastMs === undefined ? '' : ` What you see is as of ${dateTimeWords(lastMs)}.`;
  // Another page takes the place of this one.
  if (isRefusal(code)) return null;
  if (passing.has(code)) {
    return (
      <Banner tone="warning" title={title}>
        {`${advice}${since} This page keeps trying by itself.`}
      </Banner>
    );
  }
  if (code === 'unauthenticated' && stayMark.state() === 'staying') {
    return (
      <Banner
        tone="danger"
        title={title}
        isUrgent
        actions={<Button onPress={() => globalThis.location.reload()}>Unlock again</Button>}
      >
        {`Your password or your keys may have been changed elsewhere.${since} Unlock again to go on: if this browser may still unlock by itself, it asks for nothing. Nothing is lost.`}
      </Banner>
    );
  }
  return (
    <Banner
      tone="danger"
      title={title}
      isUrgent
      actions={
        code === 'unauthenticated' && <Button onPress={() => session.lock('asked')}>Lock and unlock</Button>
      }
    >
      {`${advice}${since}`}
    </Banner>
  );
}
