import type { InviteSummary, MemberSummary, Team } from '@commonseal/vault';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { countWords } from '../../text/amounts.ts';
import styles from '../../ui/list-page.module.css';
import { InviteCard } from './invite-card.tsx';
import { MemberCard } from './member-card.tsx';
import { Readers } from './readers.tsx';

export interface TeamListsProps {
  readonly team: Team;
  readonly onChangeRole: (member: MemberSummary) => void;
  readonly onRemove: (member: MemberSummary) => void;
  readonly onWithdraw: (invite: InviteSummary) => void;
}

export function TeamLists({ team, onChangeRole, onRemove, onWithdraw }: TeamListsProps) {
  const { members, invites, readers, jobWorkers, ownRole } = team;
  const isOwner = ownRole === 'owner';
  const peopleId = useId();
  const invitesId = useId();
  const pending = invites.filter(({ standing }) => standing === 'pending');
  const ended = invites.filter(({ standing }) => standing !== 'pending');
  return (
    <>
      <Readers
        readers={readers}
        jobWorkers={jobWorkers}
        link={
          <p>
            <Link to="/worker">See it drawn, with the programs that were let read</Link>
          </p>
        }
      />
      <section className={styles['part']} aria-labelledby={peopleId}>
        <h2 id={peopleId}>{countWords(members.length, 'person', 'people')}</h2>
        <ul className={styles['list']} aria-label="People">
          {members.map((member) => (
            <li key={member.userId}>
              <MemberCard
                member={member}
                isChangeable={isOwner}
                onChangeRole={onChangeRole}
                onRemove={onRemove}
              />
            </li>
          ))}
        </ul>
      </section>
      <section className={styles['part']} aria-labelledby={invitesId}>
        <h2 id={invitesId}>Open invitations</h2>
        {pending.length === 0 && <p className={styles['lead']}>None. Nobody else can join at present.</p>}
        {pending.length > 0 && (
          <ul className={styles['list']} aria-label="Open invitations">
            {pending.map((invite) => (
              <li key={invite.inviteId}>
                <InviteCard invite={invite} onWithdraw={isOwner ? onWithdraw : undefined} />
              </li>
            ))}
          </ul>
        )}
        {ended.length > 0 && <EndedInvites ended={ended} />}
      </section>
    </>
  );
}

/** There may be very many, and few ever look at them: drawn only while they are open. */
function EndedInvites({ ended }: { readonly ended: readonly InviteSummary[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['more']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{countWords(ended.length, 'invitation')} that ended</summary>
      {isOpen && (
        <ul className={styles['list']} aria-label="Invitations that ended">
          {ended.map((invite) => (
            <li key={invite.inviteId}>
              <InviteCard invite={invite} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
