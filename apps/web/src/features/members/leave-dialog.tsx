import type { Team } from '@commonseal/vault';
import { useSession, useUnlocked } from '../../session/session-context.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';

export interface LeaveDialogProps {
  readonly team: Team;
  readonly onClose: () => void;
}

export function LeaveDialog({ team, onClose }: LeaveDialogProps) {
  const session = useSession();
  const { vault, account } = useUnlocked();
  const leave = useTeamAct(
    () => vault.leaveAccount(),
    (next) => session.changeTo(next),
  );
  const isOwner = team.ownRole === 'owner';
  const hasMadeBreakGlass = team.members.some((member) => member.isYou && member.hasMadeBreakGlass);
  const hasOpenInvites = team.invites.some(({ standing }) => standing === 'pending');
  return (
    <Dialog
      title={`Leave ${plainLine(account.accountName) || 'this account'}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!leave.isPending}
      footer={
        <>
          <Button variant="danger" isPending={leave.isPending} onPress={() => leave.mutate(undefined)}>
            Leave the account
          </Button>
          <Button onPress={onClose} isDisabled={leave.isPending}>
            Stay
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        <li>You read nothing more of this account here, neither old nor new.</li>
        <li>What you have saved is yours to keep or to delete. What you brought in stays with the others.</li>
        <li>
          The account gets a new key by itself when one of the others is next online, and you do not get it.
        </li>
        {hasOpenInvites && <li>Its open invitations stop working; an owner can make new ones.</li>}
        {hasMadeBreakGlass && (
          <li>The break-glass sheets let nobody in any more, since you have made them.</li>
        )}
        <li>
          {isOwner ? 'You are an owner no more, and cannot' : 'You cannot'} come back by yourself: an owner
          would have to invite you again.
        </li>
      </ul>
      {leave.isError && <TeamActError error={leave.error} />}
    </Dialog>
  );
}
