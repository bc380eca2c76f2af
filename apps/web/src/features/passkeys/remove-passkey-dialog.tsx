import type { WaysIn } from '@commonseal/vault';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { LastWayInWarning } from '../../ways-in/last-way-in.tsx';
import { shownWays } from '../../ways-in/shown-ways.ts';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import type { KnownPasskey } from './known-passkeys.ts';

export interface RemovePasskeyDialogProps {
  readonly passkey: KnownPasskey;
  readonly waysIn: WaysIn;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RemovePasskeyDialog({ passkey, waysIn, onClose, onDone }: RemovePasskeyDialogProps) {
  const vault = useWaysInApi();
  const { act, question } = useWaysAct<undefined>(async () => {
    if (passkey.canUnlock) return vault.withdrawWayIn(passkey.credentialId, shownWays(waysIn));
    await vault.removeSignInPasskey(passkey.id);
    return undefined;
  }, onDone);
  return (
    <Dialog
      title={`Remove ${passkey.name}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button variant="danger" isPending={act.isPending} onPress={() => act.mutate(undefined)}>
            Remove passkey
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      {passkey.canUnlock && <LastWayInWarning waysIn={waysIn} credentialId={passkey.credentialId} />}
      <ul className={styles['consequences']}>
        <li>From now on it neither signs in nor unlocks here.</li>
        {passkey.canUnlock && (
          <>
            <li>
              Since it could open your content, your keys and the key of every account that you are in are
              replaced now. Nothing changes for the other people, and your other passkeys and your password go
              on working.
            </li>
            <li>
              Everywhere else you are signed out. Browsers that stay unlocked come back by themselves, until
              you end that too.
            </li>
          </>
        )}
        <li>
          The device or password manager that keeps it goes on offering it until you delete it there as well.
        </li>
        <li>It cannot be undone. You can add a new one at any time.</li>
      </ul>
      {act.isError && (
        <WaysInError
          error={act.error}
          ifUnsettled="It is not known whether it was removed. Close this and look at the list; if it is still there, remove it again."
        />
      )}
      {question}
    </Dialog>
  );
}
