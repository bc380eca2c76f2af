import type { MemberSummary } from '@commonseal/vault';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { memberName } from '../../text/member-name.ts';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useRemovalPreview } from './use-removal-preview.ts';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import { WhatRemovalDoes } from './what-removal-does.tsx';

export interface RemovalDialogProps {
  readonly member: MemberSummary;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RemovalDialog({ member, onClose, onDone }: RemovalDialogProps) {
  const { vault } = useUnlocked();
  const preview = useRemovalPreview(member.userId);
  const remove = useTeamAct(() => vault.removeMember(member.userId), onDone);
  return (
    <Dialog
      title={`Remove ${memberName(member.name)}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!remove.isPending}
      footer={
        <>
          <Button
            variant="danger"
            isDisabled={preview.data === undefined}
            isPending={remove.isPending}
            onPress={() => remove.mutate(undefined)}
          >
            Remove from the account
          </Button>
          <Button onPress={onClose} isDisabled={remove.isPending}>
            Keep them
          </Button>
        </>
      }
    >
      {preview.isPending && <Skeleton lines={4} label="Looking up what it would do…" />}
      {preview.data !== undefined && (
        <WhatRemovalDoes
          preview={preview.data}
          hasJoinedOnly={member.standing === 'joined'}
          hasMadeBreakGlass={member.hasMadeBreakGlass}
        />
      )}
      {preview.isError && <ErrorBanner error={preview.error} />}
      {remove.isError && <TeamActError error={remove.error} />}
    </Dialog>
  );
}
