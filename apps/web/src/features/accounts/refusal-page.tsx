import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { accountsQuery } from '../../account-data/queries.ts';
import { RefusalNotice } from '../../errors/refusal-notice.tsx';
import type { Refusal } from '../../session/refusal.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { SealMark } from '../../ui/seal-mark.tsx';
import { AccountList } from './account-list.tsx';
import { useAccountSwitching } from './accounts-context.tsx';
import styles from './accounts.module.css';

export interface RefusalPageProps {
  readonly refusal: Refusal;
  readonly email: string;
  /** Stand in the corner. */
  readonly controls: ReactNode;
}

/** In place of every page of an account that was refused: nothing of it is shown, and others can be opened. */
export function RefusalPage({ refusal, email, controls }: RefusalPageProps) {
  const { vault, switchTo, begin } = useAccountSwitching();
  const accounts = useQuery(accountsQuery(vault));
  const { accountId, code } = refusal;
  const others = accounts.data?.filter((account) => account.accountId !== accountId) ?? [];
  const name = plainLine(refusal.accountName);
  return (
    <div className={styles['refusal']}>
      <header className={styles['refusalTop']}>
        <p className={styles['brand']}>
          <SealMark size={26} />
          <span>Commonseal</span>
        </p>
        <p className={styles['email']}>{email}</p>
        {controls}
      </header>
      <main className={styles['refusalMain']}>
        <RefusalNotice
          code={code}
          accountId={accountId}
          about={name === '' ? undefined : <bdi>{name}</bdi>}
          actions={
            <Button
              variant={code === 'removed_from_account' ? 'secondary' : 'primary'}
              onPress={() => switchTo(refusal)}
            >
              Try again
            </Button>
          }
        />
        <section className={styles['others']} aria-label="Your other accounts">
          <h2>Your other accounts</h2>
          {accounts.isPending && <p role="status">Looking for your other accounts…</p>}
          {accounts.isError && <p role="status">They could not be looked for. Try again in a moment.</p>}
          {accounts.isSuccess && others.length === 0 && <p>You belong to no other account.</p>}
          {others.length > 0 && <AccountList accounts={others} onChoose={switchTo} />}
          <div>
            <Button onPress={begin}>Begin another account</Button>
          </div>
        </section>
      </main>
    </div>
  );
}
