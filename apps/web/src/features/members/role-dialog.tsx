import type { MemberSummary, Role } from '@commonseal/vault';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { memberName } from '../../text/member-name.ts';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';

export interface RoleDialogProps {
  readonly member: MemberSummary;
  readonly onClose: () => void;
  readonly onDone: (role: Role) => void;
}

export function RoleDialog({ member, onClose, onDone }: RoleDialogProps) {
  const { vault } = useUnlocked();
  const role: Role = member.role === 'owner' ? 'member' : 'owner';
  const words = role === 'owner' ? 'an owner' : 'a member';
  const change = useTeamAct(
    () => vault.setRole(member.userId, role),
    () => onDone(role),
  );
  return (
    <Dialog
      title={`Make ${member.isYou ? 'yourself' : memberName(member.name)} ${words}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!change.isPending}
      footer={
        <>
          <Button variant="primary" isPending={change.isPending} onPress={() => change.mutate(undefined)}>
            Make {words}
          </Button>
          <Button onPress={onClose} isDisabled={change.isPending}>
            Leave it as it is
          </Button>
        </>
      }
    >
      <ul className={styles['consequences']}>
        {role === 'owner' ? (
          <>
            <li>
              They can then invite and remove people, you too, change roles, and connect and withdraw sources.
            </li>
            <li>What they can read does not change: everybody here reads everything.</li>
            <li>Any owner, you too, can make them a member again.</li>
          </>
        ) : (
          <>
            <li>
              {member.isYou ? 'You go' : 'They go'} on reading everything, and can no longer invite or remove
              people, change roles, or connect sources.
            </li>
            <li>
              Invitations that {member.isYou ? 'you' : 'they'} have made stay open: withdraw those that should
              not.
            </li>
            {member.hasMadeBreakGlass && (
              <li>
                The break-glass sheets let nobody in any more, since {member.isYou ? 'you have' : 'they have'}{' '}
                made them: an owner can make new ones.
              </li>
            )}
            <li>
              {member.isYou ? 'Only another owner can make you' : 'An owner can make them'} an owner again.
            </li>
          </>
        )}
      </ul>
      {change.isError && <TeamActError error={change.error} />}
    </Dialog>
  );
}
