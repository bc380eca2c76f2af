import type { ReactNode } from 'react';
import { useSync } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { clockWords } from '../../text/dates.ts';
import { roleWords } from '../../text/role-words.ts';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';

export interface WaitingPageProps {
  /** Other things to do meanwhile. */
  readonly children?: ReactNode;
}

/** For somebody who has joined, and to whom nobody has handed the account's key yet. It goes away by itself. */
export function WaitingPage({ children }: WaitingPageProps) {
  const { account } = useUnlocked();
  const sync = useSync();
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Waiting for the key">
          You have joined. Your key is on its way.
        </PageHeading>
        <p className={form['lead']}>
          The next time anybody of the account opens Commonseal, you get in by yourself; nobody needs to click
          anything.
        </p>
        <p className={form['lead']}>Your role in it: {roleWords[account.role].toLowerCase()}.</p>
      </div>
      <ul className={consequences['consequences']}>
        <li>
          Their device hands you the key, sealed so that only you can open it. The server cannot do that.
        </li>
        <li>You may close this page. Unlock later: you are in as soon as the key is there.</li>
        <li>In a hurry? Ask somebody of the account to open Commonseal now.</li>
      </ul>
      {sync.isError && <ErrorBanner error={sync.error} advice={keepsTrying(sync.error)} />}
      {/* Not spoken: it changes every few seconds. */}
      {!sync.isError && (
        <p className={form['foot']}>
          {sync.data === undefined
            ? 'Looking for it…'
            : `Not there yet at ${clockWords(sync.data.syncedAtMs)}. This page looks again every few seconds.`}
        </p>
      )}
      {children}
    </div>
  );
}

function keepsTrying(error: unknown): string {
  return `${errorWords[errorCodeOf(error)].advice} This page keeps trying by itself.`;
}
