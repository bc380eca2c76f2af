import type { AccountId } from '@commonseal/protocol';
import type { VaultApi } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, createContext, use, useMemo, useState } from 'react';
import { useStopFirst } from '../../account-data/use-stop-first.tsx';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { isRefusal } from '../../session/refusal.ts';
import { useSession } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { accountTitle } from './account-words.ts';
import styles from './accounts.module.css';
import { BeginAccountDialog } from './begin-account-dialog.tsx';

export interface ChosenAccount {
  readonly accountId: AccountId;
  readonly accountName: string;
}

interface AccountsValue {
  readonly vault: VaultApi;
  readonly switchTo: (account: ChosenAccount) => void;
  readonly begin: () => void;
}

const AccountsContext = createContext<AccountsValue | undefined>(undefined);

export function useAccountSwitching(): AccountsValue {
  const value = use(AccountsContext);
  if (value === undefined) throw new TypeError('no AccountsProvider above this component');
  return value;
}

export interface AccountsProviderProps {
  readonly vault: VaultApi;
  readonly email: string;
  readonly children: ReactNode;
}

/** Switching to another account and beginning one, wherever a person may want to. */
export function AccountsProvider({ vault, email, children }: AccountsProviderProps) {
  const session = useSession();
  const navigate = useNavigate();
  const [isBeginning, setBeginning] = useState(false);
  const { mutate, reset, ...change } = useMutation({
    mutationFn: ({ accountId }: ChosenAccount) => vault.switchAccount(accountId),
    onSuccess: async (account) => {
      await navigate({ to: '/content' });
      session.changeAccount(email, account);
    },
    onError: (error, { accountId, accountName }) => {
      const code = errorCodeOf(error);
      if (isRefusal(code)) session.refuseAccount({ code, accountId, accountName });
    },
  });
  const { stopFirst, question } = useStopFirst();
  const value = useMemo(
    () => ({
      vault,
      switchTo: (account: ChosenAccount) => stopFirst(() => mutate(account)),
      begin: () => stopFirst(() => setBeginning(true)),
    }),
    [vault, mutate, stopFirst],
  );
  const name = accountTitle(change.variables?.accountName ?? '');
  return (
    <AccountsContext value={value}>
      {children}
      {question}
      <Dialog
        title={`Opening ${name}`}
        isOpen={change.isPending}
        onClose={() => undefined}
        isDismissable={false}
      >
        <p role="status" className={styles['opening']}>
          <Spinner />
          Its record is being checked from the first entry on.
        </p>
      </Dialog>
      <Dialog
        title={`${name} was not opened`}
        role="alertdialog"
        isOpen={change.isError && !isRefusal(errorCodeOf(change.error))}
        onClose={reset}
        footer={<Button onPress={reset}>Stay here</Button>}
      >
        <ErrorBanner error={change.error} />
      </Dialog>
      {isBeginning && <BeginAccountDialog vault={vault} onClose={() => setBeginning(false)} />}
    </AccountsContext>
  );
}
