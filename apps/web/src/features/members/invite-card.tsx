import type { InviteSummary } from '@commonseal/vault';
import { Link2, Link2Off } from 'lucide-react';
import { memo } from 'react';
import { dateWords } from '../../text/dates.ts';
import { roleWords } from '../../text/role-words.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { inviteLabel, memberName } from '../../text/member-name.ts';

const standingWords: Readonly<Record<InviteSummary['standing'], string>> = {
  pending: 'Open',
  expired: 'Expired',
  used: 'Used',
  revoked: 'Withdrawn',
  voided: 'Ended by a removal',
};

export interface InviteCardProps {
  readonly invite: InviteSummary;
  readonly onWithdraw?: ((invite: InviteSummary) => void) | undefined;
}

export const InviteCard = memo(function InviteCard({ invite, onWithdraw }: InviteCardProps) {
  const label = inviteLabel(invite.label);
  const { standing, opensAtOnce } = invite;
  const isPending = standing === 'pending';
  const Icon = isPending ? Link2 : Link2Off;
  return (
    <RecordCard
      level={3}
      name={label}
      icon={<Icon size={20} aria-hidden="true" />}
      tags={[
        ...(isPending ? [] : [standingWords[standing]]),
        roleWords[invite.role],
        ...(opensAtOnce ? ['Opens at once'] : []),
      ]}
      facts={[
        { term: 'Made', value: <Moment timeMs={invite.createdAtMs} words={dateWords} /> },
        { term: 'By', value: <bdi>{memberName(invite.invitedByName)}</bdi> },
        {
          term: isPending ? 'Valid until' : 'Was valid until',
          value: <Moment timeMs={invite.expiresAtMs} />,
        },
      ]}
      note={
        isPending && opensAtOnce
          ? 'Whoever holds this link can read everything here, until it is used, withdrawn or expired.'
          : undefined
      }
      isMuted={!isPending}
      actions={
        onWithdraw && (
          <Button aria-label={`Withdraw the invitation for ${label}`} onPress={() => onWithdraw(invite)}>
            Withdraw
          </Button>
        )
      }
    />
  );
});
