import { useQuery } from '@tanstack/react-query';
import { Check, CirclePlus, Hourglass, LogOut, ShieldAlert, Users } from 'lucide-react';
import { Header, MenuSection } from 'react-aria-components';
import { accountsQuery } from '../../account-data/queries.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { MenuAction, MenuNote } from '../../ui/menu.tsx';
import menu from '../../ui/menu.module.css';
import { accountDetails, accountTitle } from './account-words.ts';
import { useAccountSwitching } from './accounts-context.tsx';

const icons = { open: Users, waiting: Hourglass, removed: LogOut, unreachable: ShieldAlert } as const;

/** The part of a menu in which the account is chosen. */
export function AccountsSection() {
  const { account } = useUnlocked();
  const { vault, switchTo, begin } = useAccountSwitching();
  const accounts = useQuery(accountsQuery(vault));
  const others = accounts.data?.filter(({ accountId }) => accountId !== account.accountId) ?? [];
  const own = accounts.data?.find(({ accountId }) => accountId === account.accountId) ?? {
    ...account,
    isCurrent: true,
  };
  return (
    <MenuSection className={menu['section'] ?? ''}>
      <Header className={menu['header'] ?? ''}>Your accounts</Header>
      <MenuAction
        icon={<Check size={16} aria-hidden="true" />}
        words={accountTitle(own.accountName)}
        details={`open now, ${accountDetails(own)}`}
        onAction={() => undefined}
      />
      {others.map((other) => {
        const Icon = icons[other.standing];
        return (
          <MenuAction
            key={other.accountId}
            id={other.accountId}
            icon={<Icon size={16} aria-hidden="true" />}
            words={accountTitle(other.accountName)}
            details={accountDetails(other)}
            onAction={() => switchTo(other)}
          />
        );
      })}
      {accounts.isPending && <MenuNote words="Looking for your other accounts…" />}
      {accounts.isError && <MenuNote words="Your other accounts could not be looked for" />}
      <MenuAction
        icon={<CirclePlus size={16} aria-hidden="true" />}
        words="Begin another account"
        onAction={begin}
      />
    </MenuSection>
  );
}
