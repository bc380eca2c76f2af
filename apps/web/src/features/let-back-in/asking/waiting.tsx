import { useState } from 'react';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { errorCodeOf } from '../../../errors/error-code.ts';
import { errorWords } from '../../../errors/error-words.ts';
import { Button } from '../../../ui/button.tsx';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { dateTimeWords } from '../../../text/dates.ts';
import { AskAgain } from './ask-again.tsx';
import { Entering } from './entering.tsx';
import { ReturnPlaces } from './return-places.tsx';
import { type ReturnVault, isPending, useReturn } from './use-return.ts';
import styles from './waiting.module.css';
import { WithdrawReturnDialog } from './withdraw-return-dialog.tsx';

export interface WaitingProps {
  readonly vault: ReturnVault;
  readonly onAnew: () => void;
  /** The vault knows of nothing any more. */
  readonly onGone: () => void;
  readonly onWithdrawn: () => void;
}

/** The words to be told, what has come of it, and the two words that are told back. */
export function Waiting({ vault, onAnew, onGone, onWithdrawn }: WaitingProps) {
  const { data: asked, error } = useReturn(vault);
  const [isWithdrawing, setWithdrawing] = useState(false);
  // Or the ticket by which it is looked up has ended.
  const isGone = asked === null || (error !== null && errorCodeOf(error) === 'not_found');
  if (isGone) {
    return (
      <div className={form['form']}>
        <PageHeading documentTitle="Be let back in" focusKey="gone">
          Nothing waits any more
        </PageHeading>
        <Button variant="primary" wide onPress={onGone}>
          Look once more
        </Button>
      </div>
    );
  }
  if (asked === undefined) {
    return (
      <div className={form['form']}>
        <div className={form['heading']}>
          <PageHeading documentTitle="Be let back in">One moment</PageHeading>
          <p role="status" className={styles['working']}>
            <Spinner />
            Your words are worked out on this device.
          </p>
        </div>
        {error !== null && <ErrorBanner error={error} advice={keepsTrying(error)} />}
      </div>
    );
  }
  const isOver = !isPending(asked);
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Be let back in" focusKey={String(isOver)}>
          {isOver ? 'Your request is over' : 'Tell a teammate these words'}
        </PageHeading>
        {!isOver && (
          <p className={form['lead']}>
            You asked as <bdi>{asked.email}</bdi>. Valid until {dateTimeWords(asked.expiresAtMs)}.
          </p>
        )}
      </div>
      <Entering asked={asked} />
      {error !== null && <ErrorBanner error={error} advice={keepsTrying(error)} />}
      <ReturnPlaces asked={asked} vault={vault} />
      <div className={form['actions']}>
        <AskAgain asked={asked} vault={vault} />
        {isOver && (
          <Button wide onPress={onAnew}>
            Ask under another password
          </Button>
        )}
      </div>
      {!isOver && (
        <>
          <p className={form['foot']}>
            You may close this page. To come back, in any browser: “I forgot my password”, “A teammate lets me
            back in”, “I have asked already”, then your e-mail and the new password.
          </p>
          <div>
            <Button onPress={() => setWithdrawing(true)}>Take it back…</Button>
          </div>
        </>
      )}
      {isWithdrawing && (
        <WithdrawReturnDialog
          vault={vault}
          onClose={() => setWithdrawing(false)}
          onDone={() => {
            setWithdrawing(false);
            onWithdrawn();
          }}
        />
      )}
    </div>
  );
}

function keepsTrying(error: unknown): string {
  return `${errorWords[errorCodeOf(error)].advice} This page keeps trying by itself.`;
}
