import { useEffect } from 'react';
import { useSync } from '../../account-data/queries.ts';
import { errorCodeOf } from '../../errors/error-code.ts';
import { isRefusal } from '../../session/refusal.ts';
import { useSession, useUnlocked } from '../../session/session-context.ts';

/** Takes the whole account from the screen when what the server says of it was refused. */
export function useRefusalOfAccount(): void {
  const session = useSession();
  const { accountId, accountName } = useUnlocked().account;
  const { error } = useSync();
  useEffect(() => {
    if (error === null) return;
    const code = errorCodeOf(error);
    if (isRefusal(code)) session.refuseAccount({ code, accountId, accountName });
  }, [error, session, accountId, accountName]);
}
