import type { BreakGlassFacts, PreparedShares } from '@commonseal/vault';
import styles from '../../printed/print-page.module.css';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';

export interface InForceStepProps {
  readonly prepared: PreparedShares;
  readonly replaces: BreakGlassFacts | undefined;
  readonly onDone: () => void;
}

export function InForceStep({ prepared, replaces, onDone }: InForceStepProps) {
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Break-glass sheets" focusKey="done">
        The sheets are in force
      </PageHeading>
      <p className={styles['lead']}>Now hand them out:</p>
      <ul className={consequences['consequences']} aria-label="Who gets which sheet">
        {prepared.shares.map(({ index, holderName }) => (
          <li key={index}>
            Sheet {index}: <bdi>{plainLine(holderName)}</bdi>
          </li>
        ))}
      </ul>
      <ul className={consequences['consequences']}>
        <li>
          Never leave two of them lying together. If you saved PDFs, delete them once they are handed over.
        </li>
        {replaces !== undefined && <li>Sheets of set {replaces.setName} are void: have them destroyed.</li>}
        <li>Have each checked once a year, by “Check a sheet” under Members: that uses nothing up.</li>
      </ul>
      <div className={styles['actions']}>
        <Button variant="primary" onPress={onDone}>
          Done
        </Button>
      </div>
    </section>
  );
}
