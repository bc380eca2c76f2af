import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useConfirmPassword } from '../../ways-in/confirm-password.tsx';
import { useWaysInApi } from '../../ways-in/use-ways-in.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { BackupCodesStep } from './backup-codes-step.tsx';
import { FirstCodeStep } from './first-code-step.tsx';

export interface SetUpDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Three steps: a fresh secret, a first code that proves that the app has it, the backup codes. */
export function SetUpDialog({ onClose, onDone }: SetUpDialogProps) {
  const vault = useWaysInApi();
  const { confirmed, question } = useConfirmPassword(vault);
  const [codes, setCodes] = useState<readonly string[]>();
  const begin = useMutation({ mutationFn: () => confirmed(() => vault.beginAuthenticatorApp()) });
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    begin.mutate(undefined, { onError: () => undefined });
  });
  if (codes !== undefined) return <BackupCodesStep codes={codes} onDone={onDone} />;
  if (begin.isSuccess) return <FirstCodeStep {...begin.data} onClose={onClose} onConfirmed={setCodes} />;
  return (
    <Dialog
      title="Set up an authenticator app"
      isOpen
      onClose={onClose}
      footer={
        <>
          {begin.isError && (
            <Button variant="primary" onPress={() => begin.mutate()}>
              Try again
            </Button>
          )}
          <Button onPress={onClose}>Cancel</Button>
        </>
      }
    >
      {begin.isError ? (
        <WaysInError error={begin.error} ifUnsettled="Nothing is set up yet. Try again." />
      ) : (
        <Skeleton lines={4} label="Making a secret for your app…" />
      )}
      {question}
    </Dialog>
  );
}
