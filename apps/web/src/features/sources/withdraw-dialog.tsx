import type { Source } from '@commonseal/vault';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';

export interface WithdrawDialogProps {
  readonly source: Source;
  readonly onClose: () => void;
}

export function WithdrawDialog({ source, onClose }: WithdrawDialogProps) {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => vault.withdrawSource(source.writerId),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.sources }),
  });
  return (
    <Dialog
      title={`Withdraw ${plainLine(source.name) || 'this source'}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!withdraw.isPending}
      footer={
        <>
          <Button variant="danger" isPending={withdraw.isPending} onPress={() => withdraw.mutate()}>
            Withdraw source
          </Button>
          <Button onPress={onClose} isDisabled={withdraw.isPending}>
            Keep it
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        <li>From now on nothing more is accepted from it, not even what is on its way.</li>
        <li>What it has delivered ({countWords(source.items, 'item')}) stays, and stays readable.</li>
        <li>
          It cannot be undone.{' '}
          {source.isThisDevice
            ? 'This browser becomes a new source when you import files here again.'
            : 'To use it again, give it new keys and connect it as a new source.'}
        </li>
      </ul>
      {withdraw.isError && <ErrorBanner error={withdraw.error} />}
    </Dialog>
  );
}
