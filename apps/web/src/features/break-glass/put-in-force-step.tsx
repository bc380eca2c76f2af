import type { BreakGlassFacts, PreparedShares } from '@commonseal/vault';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import styles from '../../printed/print-page.module.css';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { enoughSheets } from './sheet-words.ts';

export interface PutInForceStepProps {
  readonly prepared: PreparedShares;
  readonly replaces: BreakGlassFacts | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onStart: () => void;
  readonly onBack: () => void;
  readonly onLeave: () => void;
}

export function PutInForceStep(props: PutInForceStepProps) {
  const { prepared, replaces, error, isPending, onStart, onBack, onLeave } = props;
  const numbers = { threshold: prepared.threshold, count: prepared.shares.length };
  return (
    <section className={styles['step']}>
      <PageHeading documentTitle="Break-glass sheets" focusKey="force">
        All sheets are confirmed. Put them in force?
      </PageHeading>
      <ul className={consequences['consequences']}>
        <li>
          From now on whoever brings {enoughSheets(numbers)} together comes in as an owner, and can read
          everything.
        </li>
        <li>
          The account gets a new key. It goes to everybody who reads now, and to the sheets; nobody loses
          anything.
        </li>
        {replaces !== undefined && <li>The sheets of set {replaces.setName} let nobody in any more.</li>}
        <li>
          It is written into the account’s record, for everybody here to see. You can withdraw them at any
          time, under Members.
        </li>
      </ul>
      {error !== null && <TeamActError error={error} />}
      <div className={styles['actions']}>
        <Button variant="primary" isPending={isPending} onPress={onStart}>
          Put in force
        </Button>
        <Button onPress={onBack} isDisabled={isPending}>
          Back to the sheets
        </Button>
        <Button variant="quiet" onPress={onLeave} isDisabled={isPending}>
          Leave
        </Button>
      </div>
    </section>
  );
}
