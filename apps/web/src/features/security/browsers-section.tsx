import type { WayIn, WaysIn } from '@commonseal/vault';
import { MonitorSmartphone } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { RecordCard } from '../../ui/record-card.tsx';
import { WithdrawDialog } from '../../ways-in/withdraw-dialog.tsx';
import { factsOf, nameOf } from './browser-words.tsx';
import { StayHere } from './stay-here.tsx';

export interface BrowsersSectionProps {
  readonly waysIn: WaysIn;
}

/** Browsers that unlock without being asked for anything. */
export function BrowsersSection({ waysIn }: BrowsersSectionProps) {
  const headingId = useId();
  const [ending, setEnding] = useState<WayIn>();
  const [done, setDone] = useState('');
  const browsers = waysIn.ways.filter(({ kind }) => kind === 'device');
  const others = browsers.filter(({ isThisOne }) => !isThisOne);
  return (
    <section className={styles['part']} aria-labelledby={headingId}>
      <h2 id={headingId}>Browsers that stay unlocked</h2>
      <p className={styles['lead']}>
        For a time that you choose, a browser can unlock by itself when Commonseal is opened in it. It then
        does not lock when nobody uses it either. Locking or signing out there ends it.
      </p>
      <StayHere here={browsers.find(({ isThisOne }) => isThisOne)} />
      {others.length > 0 && (
        <ul className={styles['list']} aria-label="Other browsers that stay unlocked">
          {others.map((way) => (
            <li key={way.credentialId}>
              <RecordCard
                level={3}
                name={nameOf(way)}
                icon={<MonitorSmartphone size={20} aria-hidden="true" />}
                tags={way.isOver ? ['time is over'] : []}
                facts={factsOf(way)}
                actions={
                  <Button
                    aria-label={`End it for ${nameOf(way)}`}
                    onPress={() => {
                      setDone('');
                      setEnding(way);
                    }}
                  >
                    End
                  </Button>
                }
              />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className={styles['done']}>
        {done}
      </p>
      {ending !== undefined && (
        <WithdrawDialog
          way={ending}
          title={`End it for ${nameOf(ending)}?`}
          lost="That browser does not unlock by itself any more: it asks for your password."
          confirmWords="End it"
          waysIn={waysIn}
          onClose={() => setEnding(undefined)}
          onDone={() => {
            setDone(`${nameOf(ending)} does not unlock by itself any more.`);
            setEnding(undefined);
          }}
        />
      )}
    </section>
  );
}
