import { useState } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useWaysAct } from '../../ways-in/use-ways-act.tsx';
import { useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { CodeInput } from '../../printed/code-input.tsx';
import { kitCode } from './kit-words.ts';

export interface TestKitDialogProps {
  readonly onClose: () => void;
}

/** Whether a printed kit would let one in, without using it up. */
export function TestKitDialog({ onClose }: TestKitDialogProps) {
  const vault = useWaysInApi();
  const [isDone, setDone] = useState(false);
  const { act, question } = useWaysAct(
    (code: string) => vault.testRecoveryKit(code),
    () => setDone(true),
  );
  return (
    <Dialog
      title="Test your recovery kit"
      isOpen
      onClose={onClose}
      isDismissable={!act.isPending}
      footer={
        <Button variant={isDone ? 'primary' : 'secondary'} onPress={onClose} isDisabled={act.isPending}>
          {isDone ? 'Done' : 'Cancel'}
        </Button>
      }
    >
      {isDone ? (
        <Banner tone="info" title="Your kit works" isUrgent>
          It would let you in now. It is not used up by this, and counts as confirmed. Put it back where you
          keep it.
        </Banner>
      ) : (
        <>
          <p>
            Is the page before you the right one, and can it be read? The code is tried as if you had
            forgotten your password, up to the point where anything would change.
          </p>
          {act.isError && (
            <WaysInError
              error={act.error}
              ifUnsettled="The kit was not tested, and nothing was changed. Try again when the server can be reached."
            />
          )}
          <CodeInput
            kind={kitCode}
            doneWords="Test it"
            isPending={act.isPending}
            onCode={(code) => act.mutate(code)}
            onAnew={() => act.reset()}
          />
        </>
      )}
      {question}
    </Dialog>
  );
}
