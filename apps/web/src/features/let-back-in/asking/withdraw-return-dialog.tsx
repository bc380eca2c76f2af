import { useMutation } from '@tanstack/react-query';
import { ErrorBanner } from '../../../errors/error-banner.tsx';
import { Button } from '../../../ui/button.tsx';
import consequences from '../../../ui/consequences.module.css';
import { Dialog } from '../../../ui/dialog.tsx';
import type { ReturnVault } from './use-return.ts';

export interface WithdrawReturnDialogProps {
  readonly vault: ReturnVault;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function WithdrawReturnDialog({ vault, onClose, onDone }: WithdrawReturnDialogProps) {
  const withdraw = useMutation({ mutationFn: () => vault.withdrawReturn(), onSuccess: onDone });
  return (
    <Dialog
      title="Take your request back?"
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!withdraw.isPending}
      footer={
        <>
          <Button variant="danger" isPending={withdraw.isPending} onPress={() => withdraw.mutate()}>
            Take it back
          </Button>
          <Button onPress={onClose} isDisabled={withdraw.isPending}>
            Keep waiting
          </Button>
        </>
      }
    >
      <ul className={consequences['consequences']}>
        <li>Nobody can grant it any more. Who has confirmed it by now stays in the account’s record.</li>
        <li>Your old ways in are what they were, and the new password is forgotten.</li>
        <li>You can ask again at any time, and get new words.</li>
      </ul>
      {withdraw.isError && <ErrorBanner error={withdraw.error} />}
    </Dialog>
  );
}
