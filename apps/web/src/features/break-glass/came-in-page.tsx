import { normaliseEmail } from '@commonseal/protocol';
import type { UnlockedAccount, VaultApi } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '../../account-data/queries.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { useWaysInOf } from '../../ways-in/use-ways-in.ts';

export interface CameInPageProps {
  readonly vault: Pick<VaultApi, 'listTeam' | 'listWaysIn'>;
  readonly account: UnlockedAccount;
  readonly onGo: (to: '/break-glass/new' | '/members' | '/recovery-kit' | '/content') => void;
}

/** Right after the sheets were used: what is to be done before the day is over. */
export function CameInPage({ vault, account, onGo }: CameInPageProps) {
  const { data: team } = useQuery({ queryKey: queryKeys.team, queryFn: () => vault.listTeam() });
  const { data: waysIn } = useWaysInOf(vault);
  const hasKit = waysIn?.ways.some(({ kind }) => kind === 'kit') === true;
  const hasOldSelf = team?.members.some(
    ({ isYou, name }) => !isYou && normaliseEmail(name) === normaliseEmail(account.email),
  );
  return (
    <section className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Break-glass sheets">You are in, as an owner</PageHeading>
        <p className={form['lead']}>
          Of <bdi>{plainLine(account.accountName) || 'the account'}</bdi>, with all its content. The sheets
          are used up, and everybody of the account sees that you came in by them.
        </p>
      </div>
      <Banner tone="warning" title="There are no sheets any more">
        If everybody here loses every way in once more, the content of this account is lost. Make new ones
        soon.
      </Banner>
      <ul className={consequences['consequences']} aria-label="What is to be done">
        <li>Make new break-glass sheets, and have the old ones destroyed.</li>
        {!hasKit && (
          <li>
            Make a recovery kit for yourself: at present your new password is the only way in that you have.
          </li>
        )}
        {hasOldSelf === true && (
          <li>
            <strong>Remove your old self.</strong> {account.email} stands among the members twice: as you are
            now, and as you were before. The one of before has no way in any more, and still counts as a
            reader.
          </li>
        )}
        <li>
          If others of the account still cannot get in: have them choose “I forgot my password”, and “A
          teammate lets me back in”. Their request comes to you, under Members.
        </li>
      </ul>
      <div className={form['actions']}>
        <Button variant="primary" wide onPress={() => onGo('/break-glass/new')}>
          Make new sheets
        </Button>
        {!hasKit && (
          <Button wide onPress={() => onGo('/recovery-kit')}>
            Make a recovery kit
          </Button>
        )}
        <Button wide onPress={() => onGo('/members')}>
          Look at the members
        </Button>
        <Button variant="quiet" wide onPress={() => onGo('/content')}>
          Later: to the content
        </Button>
      </div>
    </section>
  );
}
