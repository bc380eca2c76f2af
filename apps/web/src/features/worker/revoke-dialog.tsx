import type { GrantSummary } from '@commonseal/vault';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { workerName } from '../../text/member-name.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { revocationWords } from './grant-words.ts';

export interface RevokeDialogProps {
  readonly grant: GrantSummary;
  /** All there are. */
  readonly grants: readonly GrantSummary[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RevokeDialog({ grant, grants, onClose, onDone }: RevokeDialogProps) {
  const { vault } = useUnlocked();
  const revoke = useTeamAct(() => vault.revokeGrant(grant.grant), onDone);
  return (
    <Dialog
      title={`Revoke what ${workerName(grant.workerName)} may read?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!revoke.isPending}
      footer={
        <>
          <Button variant="danger" isPending={revoke.isPending} onPress={() => revoke.mutate(undefined)}>
            Revoke
          </Button>
          <Button onPress={onClose} isDisabled={revoke.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      <ul className={consequences['consequences']}>
        {revocationWords(grant, grants).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {revoke.isError && <TeamActError error={revoke.error} />}
    </Dialog>
  );
}
