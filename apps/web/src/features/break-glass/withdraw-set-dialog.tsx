import type { BreakGlassFacts } from '@commonseal/vault';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';

export interface WithdrawSetDialogProps {
  readonly set: BreakGlassFacts;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function WithdrawSetDialog({ set, onClose, onDone }: WithdrawSetDialogProps) {
  const { vault } = useUnlocked();
  const withdraw = useTeamAct(() => vault.withdrawBreakGlass(), onDone);
  return (
    <Dialog
      title={`Withdraw the sheets of set ${set.setName}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!withdraw.isPending}
      footer={
        <>
          <Button variant="danger" isPending={withdraw.isPending} onPress={() => withdraw.mutate(undefined)}>
            Withdraw the sheets
          </Button>
          <Button onPress={onClose} isDisabled={withdraw.isPending}>
            Keep them
          </Button>
        </>
      }
    >
      <ul className={consequences['consequences']}>
        <li>
          All {set.holderNames.length} sheets let nobody in any more, wherever they are. Tell those who keep
          them that they can be destroyed.
        </li>
        <li>
          The account gets a new key, and what comes from then on is out of their reach. What was there until
          now could be read by whoever had enough of them: that cannot be taken back.
        </li>
        <li>
          Until there are new sheets, the content of this account is lost if everybody here loses their
          password and their recovery kit.
        </li>
        <li>It is written into the account’s record, for everybody here to see.</li>
      </ul>
      {withdraw.isError && <TeamActError error={withdraw.error} />}
    </Dialog>
  );
}
