import { KeyRound, LogIn } from 'lucide-react';
import { dateWords } from '../../text/dates.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import type { KnownPasskey } from './known-passkeys.ts';

export interface PasskeyCardProps {
  readonly passkey: KnownPasskey;
  readonly onRemove: () => void;
}

export function PasskeyCard({ passkey, onRemove }: PasskeyCardProps) {
  const { name, canUnlock, madeAtMs, lastUsedAtMs } = passkey;
  const Icon = canUnlock ? KeyRound : LogIn;
  return (
    <RecordCard
      name={name}
      level={3}
      icon={<Icon size={20} aria-hidden="true" />}
      tags={[canUnlock ? 'Signs in and unlocks' : 'Signs in only']}
      facts={[
        { term: 'Made', value: <Moment timeMs={madeAtMs} words={dateWords} /> },
        {
          term: 'Last used',
          value: lastUsedAtMs === undefined ? 'not yet' : <Moment timeMs={lastUsedAtMs} />,
        },
      ]}
      note={
        canUnlock
          ? undefined
          : 'The device that keeps it cannot open content with it: after it, your password is asked for, and no second step.'
      }
      actions={
        <Button aria-label={`Remove ${name}`} onPress={onRemove}>
          Remove
        </Button>
      }
    />
  );
}
