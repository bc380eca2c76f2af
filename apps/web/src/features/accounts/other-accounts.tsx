import type { AccountId } from '@commonseal/protocol';
import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../../account-data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { AccountList } from './account-list.tsx';
import { useAccountSwitching } from './accounts-context.tsx';
import styles from './accounts.module.css';

/** For whoever cannot read one account at present: all the others, and a new one. */
export function OtherAccounts({ accountId }: { readonly accountId: AccountId }) {
  const { vault, switchTo, begin } = useAccountSwitching();
  const accounts = useQuery(accountsQuery(vault));
  const others = accounts.data?.filter((account) => account.accountId !== accountId) ?? [];
  return (
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
  );
}
