import type { AccountChoice } from '@commonseal/vault';
import { useMutation, useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useSession, useUnlocked } from '../../session/session-context.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';

/** For somebody who waits for one account and has others to read. */
export function OtherAccounts() {
  const session = useSession();
  const { vault } = useUnlocked();
  const accounts = useQuery(accountsQuery(vault));
  const open = useMutation({
    mutationFn: ({ accountId }: AccountChoice) => vault.switchAccount(accountId),
    onSuccess: (account) => session.changeAccount(account.email, account),
  });
  const others = (accounts.data ?? []).filter(({ isCurrent, standing }) => !isCurrent && standing === 'open');
  if (others.length === 0) return null;
  return (
    <section className={form['form']} aria-label="Your other accounts">
      <p className={form['lead']}>Meanwhile, read in another account of yours:</p>
      {open.isError && <ErrorBanner error={open.error} />}
      {others.map((account) => (
        <Button
          key={account.accountId}
          wide
          isPending={open.isPending && open.variables.accountId === account.accountId}
          onPress={() => open.mutate(account)}
        >
          <bdi>{plainLine(account.accountName) || 'An account without a name'}</bdi>
        </Button>
      ))}
    </section>
  );
}
