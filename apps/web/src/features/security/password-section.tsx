import type { WayIn } from '@commonseal/vault';
import { KeyRound } from 'lucide-react';
import { useId, useState } from 'react';
import { dateWords } from '../../text/dates.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { useTell } from '../../ways-in/told.tsx';
import { ChangePasswordDialog } from './change-password-dialog.tsx';

export interface PasswordSectionProps {
  readonly password: WayIn;
  readonly email: string;
}

export function PasswordSection({ password, email }: PasswordSectionProps) {
  const headingId = useId();
  const [isChanging, setChanging] = useState(false);
  const tell = useTell();
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Password</h2>
      <RecordCard
        level={3}
        name="Your password"
        icon={<KeyRound size={20} aria-hidden="true" />}
        tags={[]}
        facts={[
          { term: 'Set', value: <Moment timeMs={password.madeAtMs} words={dateWords} /> },
          {
            term: 'Last used',
            value:
              password.lastUsedAtMs === undefined ? 'not yet' : <Moment timeMs={password.lastUsedAtMs} />,
          },
        ]}
        note="It never leaves this device, and nobody can reset it for you."
        actions={
          <Button
            onPress={() => {
              tell('');
              setChanging(true);
            }}
          >
            Change password
          </Button>
        }
      />
      {isChanging && (
        <ChangePasswordDialog
          email={email}
          onClose={() => setChanging(false)}
          onDone={(words) => {
            setChanging(false);
            tell(words);
          }}
        />
      )}
    </section>
  );
}
