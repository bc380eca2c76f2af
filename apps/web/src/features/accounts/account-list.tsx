import type { AccountChoice } from '@commonseal/vault';
import { ChevronRight } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { accountDetails, accountTitle } from './account-words.ts';
import styles from './accounts.module.css';

export interface AccountListProps {
  readonly accounts: readonly AccountChoice[];
  readonly onChoose: (account: AccountChoice) => void;
}

export function AccountList({ accounts, onChoose }: AccountListProps) {
  return (
    <ul className={styles['list']}>
      {accounts.map((account) => (
        <li key={account.accountId}>
          <AriaButton className={styles['choice'] ?? ''} onPress={() => onChoose(account)}>
            <span className={styles['choiceWords']}>
              <bdi>{accountTitle(account.accountName)}</bdi>
              <span className={styles['choiceDetails']}>{accountDetails(account)}</span>
            </span>
            <ChevronRight size={18} aria-hidden="true" />
          </AriaButton>
        </li>
      ))}
    </ul>
  );
}
