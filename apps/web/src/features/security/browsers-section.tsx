import type { WayIn, WaysIn } from '@commonseal/vault';
import { MonitorSmartphone } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from '../../ui/list-page.module.css';
import { RecordCard } from '../../ui/record-card.tsx';
import { useTell } from '../../ways-in/told.tsx';
import { WithdrawDialog } from '../../ways-in/withdraw-dialog.tsx';
import { factsOf, nameOf } from './browser-words.tsx';
import { StayHere } from './stay-here.tsx';

export interface BrowsersSectionProps {
  readonly waysIn: WaysIn;
}

/** Browsers that unlock without being asked for anything. */
export function BrowsersSection({ waysIn }: BrowsersSectionProps) {
  const headingId = useId();
  const othersId = useId();
  const [ending, setEnding] = useState<WayIn>();
  const tell = useTell();
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
        <>
          <p className={styles['caption']} id={othersId}>
            Other browsers that stay unlocked
          </p>
          <ul className={styles['list']} aria-labelledby={othersId}>
            {others.map((way) => (
              <li key={way.credentialId}>
                <RecordCard
                  level={3}
                  name={nameOf(way)}
                  icon={<MonitorSmartphone size={20} aria-hidden="true" />}
                  tags={way.isOver ? ['Time is over'] : []}
                  facts={factsOf(way)}
                  actions={
                    <Button
                      aria-label={`End it for ${nameOf(way)}`}
                      onPress={() => {
                        tell('');
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
        </>
      )}
      {ending !== undefined && (
        <WithdrawDialog
          way={ending}
          title={`End it for ${nameOf(ending)}?`}
          lost="That browser does not unlock by itself any more: it asks for your password."
          confirmWords="End it"
          waysIn={waysIn}
          onClose={() => setEnding(undefined)}
          onDone={() => {
            tell(`${nameOf(ending)} does not unlock by itself any more.`);
            setEnding(undefined);
          }}
        />
      )}
    </section>
  );
}
