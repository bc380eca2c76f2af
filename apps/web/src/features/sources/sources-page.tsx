import type { Source } from '@commonseal/vault';
import { Plug } from 'lucide-react';
import { useState } from 'react';
import { useSources } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import styles from '../../ui/list-page.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { SourceCard } from './source-card.tsx';
import { WithdrawDialog } from './withdraw-dialog.tsx';

export function SourcesPage() {
  const sources = useSources();
  const [isConnecting, setConnecting] = useState(false);
  const [connected, setConnected] = useState(0);
  const [withdrawing, setWithdrawing] = useState<Source>();
  const connect = (
    <Button
      variant="primary"
      icon={<Plug size={16} aria-hidden="true" />}
      onPress={() => setConnecting(true)}
    >
      Connect a source
    </Button>
  );
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <PageHeading documentTitle="Sources" focusKey={String(connected)}>
          Sources
        </PageHeading>
        <p className={styles['lead']}>
          A source may put content into this account: a connector on one of your machines, or a device on
          which somebody imports files. Each signs what it delivers with a key of its own, and what no source
          of this list has signed is refused. Being a source lets it deliver, and gives it no right to read.
        </p>
        <div>{connect}</div>
      </header>
      {sources.isError && (
        <ErrorBanner
          error={sources.error}
          actions={<Button onPress={() => void sources.refetch()}>Try again</Button>}
        />
      )}
      {sources.isPending && <Skeleton lines={4} label="Fetching your sources…" />}
      {sources.data?.length === 0 && (
        <EmptyState title="No sources yet">
          <p>
            Run a connector where your mail or files arrive, and connect it here. This browser becomes a
            source by itself when you import files.
          </p>
        </EmptyState>
      )}
      {sources.data !== undefined && sources.data.length > 0 && (
        <ul className={styles['list']} aria-label="Sources">
          {inOrder(sources.data).map((source) => (
            <li key={source.writerId}>
              <SourceCard source={source} onWithdraw={() => setWithdrawing(source)} />
            </li>
          ))}
        </ul>
      )}
      {isConnecting && (
        <ConnectDialog
          onClose={() => setConnecting(false)}
          onDone={() => {
            setConnecting(false);
            setConnected(connected + 1);
          }}
        />
      )}
      {withdrawing !== undefined && (
        <WithdrawDialog source={withdrawing} onClose={() => setWithdrawing(undefined)} />
      )}
    </div>
  );
}

/** Those that may deliver first, the newest of them at the top. */
function inOrder(sources: readonly Source[]): readonly Source[] {
  const isOut = (source: Source) => Number(source.withdrawnAtMs !== undefined);
  return sources.toSorted((a, b) => isOut(a) - isOut(b) || b.admittedAtMs - a.admittedAtMs);
}
