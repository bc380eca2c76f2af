import { useSession } from '../../session/session-context.ts';
import { countWords } from '../../text/amounts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useIdleLock } from './use-idle-lock.ts';

export function IdleWarning() {
  const session = useSession();
  const { phase, stay } = useIdleLock();
  const secondsLeft = phase.phase === 'warning' ? phase.secondsLeft : 0;
  return (
    <Dialog
      title="Are you still there?"
      role="alertdialog"
      isOpen={phase.phase === 'warning'}
      onClose={stay}
      footer={
        <>
          <Button variant="primary" autoFocus onPress={stay}>
            Stay unlocked
          </Button>
          <Button onPress={() => session.lock('asked')}>Lock now</Button>
        </>
      }
    >
      <p>
        Nobody has used Commonseal here for a while. It locks in{' '}
        <span role="timer">{countWords(secondsLeft, 'second')}</span>. Nothing is lost: after unlocking you
        are back on this page.
      </p>
    </Dialog>
  );
}
