import type { GrantSummary, Team } from '@commonseal/vault';
import { Bot, BotOff } from 'lucide-react';
import { useId } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { statusWords } from './grant-words.ts';
import styles from './worker-page.module.css';

export interface PartProps {
  readonly grants: readonly GrantSummary[];
  readonly team: Team;
}

/** Whether any program may read, and what it means. */
export function StatusPart({ grants, team }: PartProps) {
  const headingId = useId();
  const { title, meaning } = statusWords(grants, team.readers);
  const mayRead = team.readers.some(({ kind }) => kind === 'worker');
  const Icon = mayRead ? Bot : BotOff;
  return (
    <section
      className={classNames(styles['status'], mayRead && styles['reading'])}
      aria-labelledby={headingId}
    >
      <Icon size={26} aria-hidden="true" />
      <div>
        <h2 id={headingId}>{title}</h2>
        <p>{meaning}</p>
      </div>
    </section>
  );
}
