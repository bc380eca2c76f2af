import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';

export interface RemoveAppDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RemoveAppDialog({ onClose, onDone }: RemoveAppDialogProps) {
  const vault = useWaysInApi();
  const { act, question } = useWaysAct<undefined>(async () => {
    await vault.removeAuthenticatorApp();
    return undefined;
  }, onDone);
  return (
    <Dialog
      title="Remove the second step?"
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button variant="danger" isPending={act.isPending} onPress={() => act.mutate(undefined)}>
            Remove second step
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        <li>From now on your password alone lets you in.</li>
        <li>The entry in your app and the backup codes are of no use any more: delete them.</li>
        <li>You can set it up again at any time, with a new entry and new backup codes.</li>
      </ul>
      {act.isError && (
        <WaysInError
          error={act.error}
          ifUnsettled="It is not known whether it was removed. Close this and look; if it is still on, remove it again."
        />
      )}
      {question}
    </Dialog>
  );
}
