import type { UnlockedAccount } from '@commonseal/vault';
import { useEffect } from 'react';
import { useSession, useUnlocked } from '../session/session-context.ts';
import { useSync } from './queries.ts';

/** Role, name and standing as the newest sync found them: others change them while one reads. */
export function useNewestAccount(): void {
  const session = useSession();
  const { account } = useUnlocked();
  const newest = useSync().data?.account;
  useEffect(() => {
    if (newest?.accountId === account.accountId && !isSame(newest, account)) {
      session.changeAccount(newest.email, newest);
    }
  }, [account, newest, session]);
}

function isSame(a: UnlockedAccount, b: UnlockedAccount): boolean {
  return (
    a.accountName === b.accountName &&
    a.role === b.role &&
    a.memberCount === b.memberCount &&
    a.readingLinks === b.readingLinks &&
    a.readingWorkers === b.readingWorkers &&
    a.jobWorkers === b.jobWorkers &&
    a.sheetsNeeded === b.sheetsNeeded &&
    a.standing === b.standing
  );
}
