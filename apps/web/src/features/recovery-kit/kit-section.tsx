import type { WayIn, WaysIn } from '@commonseal/vault';
import { Link } from '@tanstack/react-router';
import { LifeBuoy } from 'lucide-react';
import { useId, useState } from 'react';
import { dateWords } from '../../text/dates.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { Moment } from '../../ui/moment.tsx';
import { RecordCard } from '../../ui/record-card.tsx';
import { useTell } from '../../ways-in/told.tsx';
import { WithdrawDialog } from '../../ways-in/withdraw-dialog.tsx';
import { kitStateOf, kitsOf } from './known-kits.ts';
import { TestKitDialog } from './test-kit-dialog.tsx';

export interface KitSectionProps {
  readonly waysIn: WaysIn;
}

/** The part of the Security page on recovery kits. */
export function KitSection({ waysIn }: KitSectionProps) {
  const headingId = useId();
  const [isTesting, setTesting] = useState(false);
  const [withdrawing, setWithdrawing] = useState<WayIn>();
  const tell = useTell();
  const kits = kitsOf(waysIn.ways);
  const state = kitStateOf(waysIn.ways);
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Recovery kit</h2>
      <p className={styles['lead']}>
        A printed page that lets you back in when your password is forgotten. It works once; then you are
        offered a new one.
      </p>
      {state === 'none' && (
        <Banner tone="warning" title="You have no recovery kit">
          If you forget your password, you depend on others to let you in again, if anybody can. The people
          who run this server cannot: they do not have your keys.
        </Banner>
      )}
      {state === 'unconfirmed' && (
        <Banner tone="warning" title="Your recovery kit is not confirmed">
          Nobody has shown yet that it can be read. If you have the page, test it now; if not, make another
          one.
        </Banner>
      )}
      {kits.length > 0 && (
        <ul className={styles['list']} aria-label="Recovery kits">
          {kits.map((kit) => (
            <li key={kit.credentialId}>
              <RecordCard
                level={3}
                name={kitName(kit)}
                icon={<LifeBuoy size={20} aria-hidden="true" />}
                tags={[kit.isConfirmed ? 'Confirmed' : 'Not confirmed']}
                facts={[{ term: 'Made', value: <Moment timeMs={kit.madeAtMs} words={dateWords} /> }]}
                actions={
                  <Button
                    aria-label={`Withdraw ${kitName(kit)}`}
                    onPress={() => {
                      tell('');
                      setWithdrawing(kit);
                    }}
                  >
                    Withdraw
                  </Button>
                }
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        <Link
          to="/recovery-kit"
          className={buttonClass({ variant: state === 'none' ? 'primary' : 'secondary' })}
        >
          {kits.length === 0 ? 'Make a recovery kit' : 'Make a new one'}
        </Link>
        {kits.length > 0 && (
          <Button
            onPress={() => {
              tell('');
              setTesting(true);
            }}
          >
            Test it
          </Button>
        )}
      </div>
      {isTesting && <TestKitDialog onClose={() => setTesting(false)} />}
      {withdrawing !== undefined && (
        <WithdrawDialog
          way={withdrawing}
          title={`Withdraw ${kitName(withdrawing)}?`}
          lost="The printed page opens nothing any more, wherever it is. You can throw it away."
          confirmWords="Withdraw the kit"
          waysIn={waysIn}
          onClose={() => setWithdrawing(undefined)}
          onDone={() => {
            tell(`${kitName(withdrawing)} opens nothing any more.`);
            setWithdrawing(undefined);
          }}
        />
      )}
    </section>
  );
}

function kitName({ name }: WayIn): string {
  return `Recovery kit No. ${name}`;
}
