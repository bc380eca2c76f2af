import type { ReactNode } from 'react';
import { RefusalNotice } from '../../errors/refusal-notice.tsx';
import type { Refusal } from '../../session/refusal.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { SealMark } from '../../ui/seal-mark.tsx';
import { useAccountSwitching } from './accounts-context.tsx';
import styles from './accounts.module.css';
import { ForgetAccount } from './forget-account.tsx';
import { OtherAccounts } from './other-accounts.tsx';

export interface RefusalPageProps {
  readonly refusal: Refusal;
  readonly email: string;
  /** Stand in the corner. */
  readonly controls: ReactNode;
}

/** In place of every page of an account that was refused: nothing of it is shown, and others can be opened. */
export function RefusalPage({ refusal, email, controls }: RefusalPageProps) {
  const { switchTo } = useAccountSwitching();
  const { accountId, code } = refusal;
  const isRemoval = code === 'removed_from_account';
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
            <>
              {isRemoval && <ForgetAccount accountId={accountId} />}
              <Button variant={isRemoval ? 'secondary' : 'primary'} onPress={() => switchTo(refusal)}>
                Try again
              </Button>
            </>
          }
        />
        <OtherAccounts accountId={accountId} />
      </main>
    </div>
  );
}
