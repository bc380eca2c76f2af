import type { InviteSummary } from '@commonseal/vault';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { inviteLabel } from '../../text/member-name.ts';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';

export interface WithdrawInviteDialogProps {
  readonly invite: InviteSummary;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function WithdrawInviteDialog({ invite, onClose, onDone }: WithdrawInviteDialogProps) {
  const { vault } = useUnlocked();
  const withdraw = useTeamAct(() => vault.revokeInvite(invite.inviteId), onDone);
  return (
    <Dialog
      title={`Withdraw the invitation for ${inviteLabel(invite.label)}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!withdraw.isPending}
      footer={
        <>
          <Button variant="danger" isPending={withdraw.isPending} onPress={() => withdraw.mutate(undefined)}>
            Withdraw invitation
          </Button>
          <Button onPress={onClose} isDisabled={withdraw.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        <li>Nobody can join with this link any more. Whoever tries is told that it was withdrawn.</li>
        {invite.opensAtOnce && (
          <li>
            A new account key is made now, since the link opens the present one. What its holder has read or
            saved by now they keep.
          </li>
        )}
        <li>It cannot be undone. You can make a new invitation at any time.</li>
      </ul>
      {withdraw.isError && <TeamActError error={withdraw.error} />}
    </Dialog>
  );
}
