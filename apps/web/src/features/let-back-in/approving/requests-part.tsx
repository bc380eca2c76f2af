import type { ResetRequestFacts } from '@commonseal/vault';
import { useId, useState } from 'react';
import { useResetRequests } from '../../../account-data/reset-requests.ts';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { countWords } from '../../../text/amounts.ts';
import { memberName } from '../../../text/member-name.ts';
import { Button } from '../../../ui/button.tsx';
import styles from '../../../ui/list-page.module.css';
import { useTell } from '../../../ways-in/told.tsx';
import { RequestCard } from './request-card.tsx';
import { RequestDialog } from './request-dialog.tsx';

/** Above the people of an account: who of them cannot get in any more, and asks. */
export function RequestsPart() {
  const requests = useResetRequests();
  if (requests.data === undefined) {
    return requests.isError ? (
      <ErrorBanner
        error={requests.error}
        title="Whether somebody asks to be let back in could not be looked up"
        actions={<Button onPress={() => void requests.refetch()}>Try again</Button>}
      />
    ) : null;
  }
  return <Requests requests={requests.data} />;
}

function Requests({ requests }: { readonly requests: readonly ResetRequestFacts[] }) {
  const headingId = useId();
  const tell = useTell();
  const [lookedAt, setLookedAt] = useState<string>();
  const open = requests.filter(({ standing }) => standing === 'open');
  const over = requests.filter(({ standing }) => standing !== 'open');
  const chosen = requests.find(({ requestName }) => requestName === lookedAt);
  const finish = (words: string) => {
    setLookedAt(undefined);
    tell(words);
  };
  return (
    <>
      {open.length > 0 && (
        <section className={styles['part']} aria-labelledby={headingId}>
          <h2 id={headingId}>
            {open.length === 1 ? 'Somebody asks to be let back in' : `${open.length} ask to be let back in`}
          </h2>
          <ul className={styles['list']} aria-label="Requests to be let back in">
            {open.map((request) => (
              <li key={request.requestName}>
                <RequestCard
                  request={request}
                  onLook={() => {
                    tell('');
                    setLookedAt(request.requestName);
                  }}
                  onRefused={() => tell(`The request of ${memberName(request.memberName)} is refused.`)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {over.length > 0 && <OverRequests over={over} />}
      {chosen !== undefined && (
        <RequestDialog
          key={chosen.requestName}
          request={chosen}
          onClose={() => setLookedAt(undefined)}
          onDone={finish}
        />
      )}
    </>
  );
}

function OverRequests({ over }: { readonly over: readonly ResetRequestFacts[] }) {
  // Whoever was let in here may still have to hear their two words.
  const isOpen = over.some(({ answer }) => answer !== undefined);
  return (
    <details className={styles['more']} open={isOpen}>
      <summary>
        {countWords(over.length, 'request')} of the last days that {over.length === 1 ? 'is' : 'are'} over
      </summary>
      <ul className={styles['list']} aria-label="Requests that are over">
        {over.map((request) => (
          <li key={request.requestName}>
            <RequestCard request={request} />
          </li>
        ))}
      </ul>
    </details>
  );
}
