import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/command.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** @param accountId how operators name an account */
export function reprocessCommand(accountId: string): string {
  return `npm run worker -- reprocess ${accountId}`;
}

/** What an operator is to run: a page cannot start a worker. */
export function ReprocessDialog({ onClose }: { readonly onClose: () => void }) {
  const { accountId } = useUnlocked().account;
  return (
    <Dialog
      title="Ask your operator to run the worker"
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <p>
        Whoever runs the worker starts it over this account. Send them this line: it names the account by its
        id, which is no secret and opens nothing.
      </p>
      <Command text={reprocessCommand(accountId)} />
      <p>
        The worker then reads what it may read and has not read yet, with its newest programs. The page Worker
        says how far it is. What it finds appears here by itself.
      </p>
    </Dialog>
  );
}
