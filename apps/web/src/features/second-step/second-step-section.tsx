import type { WaysIn } from '@commonseal/vault';
import { Smartphone } from 'lucide-react';
import { useId, useState } from 'react';
import { countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { useTell } from '../../ways-in/told.tsx';
import { useWaysIn } from '../../ways-in/use-ways-in.ts';
import { RemoveAppDialog } from './remove-app-dialog.tsx';
import { RenewCodesDialog } from './renew-codes-dialog.tsx';
import { SetUpDialog } from './set-up-dialog.tsx';

const fewCodes = 3;

/** The part of the Security page on what is asked after the password. Shows nothing until the list is there. */
export function SecondStepSection() {
  const headingId = useId();
  const { data } = useWaysIn();
  const [open, setOpen] = useState<'set up' | 'remove' | 'renew'>();
  const tell = useTell();
  if (data === undefined) return null;
  const close = (words = '') => {
    setOpen(undefined);
    tell(words);
  };
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Second step after the password</h2>
      <p className={styles['lead']}>
        Whoever learns your password cannot get in with it alone: the server also asks for a code of an app on
        your phone. It guards the sign-in, not what is stored: your content stays sealed by your keys either
        way. Passkeys and a recovery kit are not asked for it.
      </p>
      {data.authenticatorApp === undefined ? (
        <div>
          <Button
            icon={<Smartphone size={16} aria-hidden="true" />}
            onPress={() => {
              tell('');
              setOpen('set up');
            }}
          >
            Set up an authenticator app
          </Button>
        </div>
      ) : (
        <AppCard
          app={data.authenticatorApp}
          onRenew={() => {
            tell('');
            setOpen('renew');
          }}
          onRemove={() => setOpen('remove')}
        />
      )}
      {open === 'set up' && (
        <SetUpDialog
          onClose={() => close()}
          onDone={() =>
            close(
              'A code is asked for from now on when you unlock with your password. Everywhere else you are signed out.',
            )
          }
        />
      )}
      {open === 'renew' && (
        <RenewCodesDialog
          onClose={() => close()}
          onDone={() => close('Only your new backup codes work from now on.')}
        />
      )}
      {open === 'remove' && (
        <RemoveAppDialog
          onClose={() => close()}
          onDone={() => close('Your password alone lets you in again.')}
        />
      )}
    </section>
  );
}

interface AppCardProps {
  readonly app: NonNullable<WaysIn['authenticatorApp']>;
  readonly onRenew: () => void;
  readonly onRemove: () => void;
}

function AppCard({ app: { sinceMs, backupCodesLeft }, onRenew, onRemove }: AppCardProps) {
  return (
    <>
      <RecordCard
        level={3}
        name="Authenticator app"
        icon={<Smartphone size={20} aria-hidden="true" />}
        tags={['On']}
        facts={[
          { term: 'Set up', value: <Moment timeMs={sinceMs} words={dateWords} /> },
          { term: 'Backup codes left', value: String(backupCodesLeft) },
        ]}
        actions={
          <>
            <Button onPress={onRenew}>New backup codes</Button>
            <Button aria-label="Remove the authenticator app" onPress={onRemove}>
              Remove
            </Button>
          </>
        }
      />
      {backupCodesLeft < fewCodes && (
        <Banner
          tone="warning"
          title={
            backupCodesLeft === 0
              ? 'You have no backup code left'
              : `You have only ${countWords(backupCodesLeft, 'backup code')} left`
          }
        >
          Choose “New backup codes” to get ten new ones.
        </Banner>
      )}
    </>
  );
}
