import {
  type LucideIcon,
  Bot,
  DoorOpen,
  Flag,
  Hammer,
  Handshake,
  KeyRound,
  Layers,
  LogOut,
  MailX,
  Plug,
  RefreshCw,
  Scale,
  Unplug,
  UserCog,
  UserMinus,
  UserPlus,
} from 'lucide-react';
import type { ActivityKind } from '../../account-data/sentences.ts';
import { clockWords } from '../../text/dates.ts';
import { Moment } from '../../ui/moment.tsx';
import styles from './activity-list.module.css';
import type { ToldEntry } from './told-entries.ts';

const icons: Readonly<Record<ActivityKind, LucideIcon>> = {
  accountBegun: Flag,
  keyReplaced: KeyRound,
  sourceAdmitted: Plug,
  sourceWithdrawn: Unplug,
  invited: UserPlus,
  inviteRevoked: MailX,
  joined: UserPlus,
  removed: UserMinus,
  left: LogOut,
  roleChanged: UserCog,
  policyChanged: Scale,
  keysReplaced: RefreshCw,
  deeplyRotated: Layers,
  vouched: Handshake,
  letBackIn: DoorOpen,
  breakGlassMade: Hammer,
  breakGlassWithdrawn: Hammer,
  breakGlassUsed: Hammer,
  readingGranted: Bot,
  jobGranted: Bot,
  grantRevoked: Bot,
  workerWrites: Bot,
};

export interface ActivityRowProps {
  readonly told: ToldEntry;
  /** It is the first of its day. */
  readonly isDayBegun: boolean;
  /** It came after the reader was here last. */
  readonly isNew: boolean;
}

export function ActivityRow({ told, isDayBegun, isNew }: ActivityRowProps) {
  const { entry, sentence, day } = told;
  const Icon = icons[entry.event.kind];
  return (
    <>
      {isDayBegun && <h2 className={styles['day']}>{day}</h2>}
      <div className={styles['row']}>
        <Icon size={18} aria-hidden="true" className={styles['icon']} />
        <p className={styles['sentence']}>
          {sentence.map((part, index) =>
            typeof part === 'string' ? (
              part
            ) : (
              // Parts never change their order.
              // oxlint-disable-next-line no-array-index-key
              <bdi key={index} className={styles['name']}>
                {part.name}
              </bdi>
            ),
          )}
        </p>
        <p className={styles['facts']}>
          {isNew && <span className={styles['new']}>New</span>}
          <Moment timeMs={entry.timeMs} words={clockWords} />
          <span>entry {(entry.sequence + 1).toLocaleString()}</span>
          {entry.newEpoch !== undefined && (
            <span>account key {(entry.newEpoch + 1).toLocaleString()} begins</span>
          )}
        </p>
      </div>
    </>
  );
}
