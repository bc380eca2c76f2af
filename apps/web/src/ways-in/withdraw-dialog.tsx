import type { WayIn, WaysIn } from '@commonseal/vault';
import { Button } from '../ui/button.tsx';
import consequences from '../ui/consequences.module.css';
import { Dialog } from '../ui/dialog.tsx';
import { LastWayInWarning } from './last-way-in.tsx';
import { shownWays } from './shown-ways.ts';
import { useWaysAct } from './use-ways-act.tsx';
import { useWaysInApi } from './use-ways-in.ts';
import { WaysInError } from './ways-in-error.tsx';

export interface WithdrawDialogProps {
  readonly way: WayIn;
  readonly title: string;
  /** What cannot be done with it afterwards. */
  readonly lost: string;
  readonly confirmWords: string;
  readonly waysIn: WaysIn;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Takes a way in from the person. Its secret may be in other hands: hence new keys, and what they cost. */
export function WithdrawDialog(props: WithdrawDialogProps) {
  const { way, title, lost, confirmWords, waysIn, onClose, onDone } = props;
  const vault = useWaysInApi();
  const { act, question } = useWaysAct<undefined>(
    () => vault.withdrawWayIn(way.credentialId, shownWays(waysIn)),
    onDone,
  );
  return (
    <Dialog
      title={title}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <>
          <Button variant="danger" isPending={act.isPending} onPress={() => act.mutate(undefined)}>
            {confirmWords}
          </Button>
          <Button onPress={onClose} isDisabled={act.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      {way.kind !== 'device' && <LastWayInWarning waysIn={waysIn} credentialId={way.credentialId} />}
      <ul className={consequences['consequences']}>
        <li>{lost}</li>
        <li>
          You get new keys, and each account that you are in gets a new key for what comes from now on.
          Whoever has it opens none of that, not even with a copy of all that the server holds.
        </li>
        <li>
          Your other browsers are signed out. Your password and your other ways in keep working, and get your
          new keys: other browsers that stay unlocked come back by themselves. If you do not know one of them,
          take it away too.
        </li>
      </ul>
      {act.isError && (
        <WaysInError
          error={act.error}
          ifUnsettled="It is not known whether it was done; nothing is half done. Look at the list again when the server can be reached."
        />
      )}
      {question}
    </Dialog>
  );
}
