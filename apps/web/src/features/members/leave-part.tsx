import type { Team } from '@commonseal/vault';
import { LogOut } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';

export interface LeavePartProps {
  readonly team: Team;
  readonly onLeave: () => void;
}

export function LeavePart({ team, onLeave }: LeavePartProps) {
  const headingId = useId();
  const reasonId = useId();
  const isLastOwner = team.members.some(({ isYou, isLastOwner: isLast }) => isYou && isLast);
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Leave this account</h2>
      <p id={reasonId} className={styles['lead']}>
        {isLastOwner
          ? `You are its only owner, and an account always keeps one: make somebody else an owner first${
              team.members.length === 1 ? '. Nobody else is in it yet' : ''
            }.`
          : 'You then read nothing more of it here. You are told what happens before it does.'}
      </p>
      <div>
        <Button
          icon={<LogOut size={16} aria-hidden="true" />}
          aria-describedby={reasonId}
          isDisabled={isLastOwner}
          onPress={onLeave}
        >
          Leave…
        </Button>
      </div>
    </section>
  );
}
