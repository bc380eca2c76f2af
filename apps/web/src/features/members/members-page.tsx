import type { InviteSummary, MemberSummary } from '@commonseal/vault';
import { UserPlus } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { useTeam } from '../../account-data/queries.ts';
import { useStopFirst } from '../../account-data/use-stop-first.tsx';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Told } from '../../ways-in/told.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { LeavePart } from './leave-part.tsx';
import { inviteLabel, memberName } from '../../text/member-name.ts';
import { RemovalDialog } from './removal-dialog.tsx';
import { RoleDialog } from './role-dialog.tsx';
import { TeamLists } from './team-lists.tsx';
import { WithdrawInviteDialog } from './withdraw-invite-dialog.tsx';

type Act =
  | { readonly kind: 'invite' | 'leave' }
  | { readonly kind: 'role' | 'remove'; readonly member: MemberSummary }
  | { readonly kind: 'withdraw'; readonly invite: InviteSummary };

export interface MembersPageProps {
  /** Waits for somebody here: stands above the people. */
  readonly first?: ReactNode;
  /** Rules of the account about its people: below them. */
  readonly rules?: ReactNode;
}

export function MembersPage({ first, rules }: MembersPageProps) {
  const team = useTeam();
  const [act, setAct] = useState<Act>();
  /** What was done last: said once, and the focus goes to the heading, since what was pressed may be gone. */
  const [done, setDone] = useState({ count: 0, words: '' });
  const changeRole = useCallback((member: MemberSummary) => setAct({ kind: 'role', member }), []);
  const remove = useCallback((member: MemberSummary) => setAct({ kind: 'remove', member }), []);
  const withdraw = useCallback((invite: InviteSummary) => setAct({ kind: 'withdraw', invite }), []);
  const close = () => setAct(undefined);
  const finish = (words: string) => {
    close();
    setDone(({ count }) => ({ count: count + 1, words }));
  };
  const { stopFirst, question } = useStopFirst();
  const isOwner = team.data?.ownRole === 'owner';
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <PageHeading documentTitle="Members" focusKey={String(done.count)}>
          Members
        </PageHeading>
        <p className={styles['lead']}>
          Everybody here reads everything in this account. Only owners let people in and take them out, and
          each time they sign for it: the server cannot add anybody.
        </p>
        <p role="status" className={styles['done']}>
          {done.words}
        </p>
        {isOwner && (
          <div>
            <Button
              variant="primary"
              icon={<UserPlus size={16} aria-hidden="true" />}
              onPress={() => setAct({ kind: 'invite' })}
            >
              Invite somebody
            </Button>
          </div>
        )}
      </header>
      <Told>
        {first}
        {team.isError && (
          <ErrorBanner
            error={team.error}
            actions={<Button onPress={() => void team.refetch()}>Try again</Button>}
          />
        )}
        {team.isPending && <Skeleton lines={4} label="Looking up who is in this account…" />}
        {team.data !== undefined && (
          <>
            <TeamLists team={team.data} onChangeRole={changeRole} onRemove={remove} onWithdraw={withdraw} />
            {rules}
            <LeavePart team={team.data} onLeave={() => stopFirst(() => setAct({ kind: 'leave' }))} />
          </>
        )}
      </Told>
      {question}
      {act?.kind === 'invite' && team.data !== undefined && (
        <InviteDialog
          members={team.data.members}
          onClose={close}
          onDone={(label) => finish(`The invitation for ${label} is made.`)}
        />
      )}
      {act?.kind === 'withdraw' && (
        <WithdrawInviteDialog
          invite={act.invite}
          onClose={close}
          onDone={() => finish(`The invitation for ${inviteLabel(act.invite.label)} was withdrawn.`)}
        />
      )}
      {act?.kind === 'role' && (
        <RoleDialog
          member={act.member}
          onClose={close}
          onDone={(role) =>
            finish(`${memberName(act.member.name)} is ${role === 'owner' ? 'an owner' : 'a member'} now.`)
          }
        />
      )}
      {act?.kind === 'remove' && (
        <RemovalDialog
          member={act.member}
          onClose={close}
          onDone={() => finish(`${memberName(act.member.name)} was removed, and the account has a new key.`)}
        />
      )}
      {act?.kind === 'leave' && team.data !== undefined && <LeaveDialog team={team.data} onClose={close} />}
    </div>
  );
}
