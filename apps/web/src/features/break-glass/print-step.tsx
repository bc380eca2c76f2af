import type { BreakGlassFacts, PreparedShares } from '@commonseal/vault';
import { useState } from 'react';
import { PrintButtons, printWords } from '../../printed/print-buttons.tsx';
import styles from '../../printed/print-page.module.css';
import type { SheetProps } from '../../printed/sheet.tsx';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ShareSheet } from './share-sheet.tsx';

export interface PrintStepProps {
  readonly prepared: PreparedShares;
  readonly fingerprint: SheetProps['fingerprint'];
  readonly replaces: BreakGlassFacts | undefined;
  readonly onNext: () => void;
  readonly onLeave: () => void;
}

export function PrintStep({ prepared, fingerprint, replaces, onNext, onLeave }: PrintStepProps) {
  const { shares } = prepared;
  const [chosen, setChosen] = useState('all');
  const shown = shares.filter(({ index }) => chosen === 'all' || chosen === String(index));
  return (
    <>
      <section className={classNames(styles['step'], styles['toolbar'])}>
        <PageHeading documentTitle="Break-glass sheets" focusKey="print">
          Print the {shares.length} sheets
        </PageHeading>
        <p className={styles['lead']}>
          They are shown only now, and count only at the end of this way. Print them, each on a page of its
          own; then go on, and show that each can be read.
        </p>
        <SelectField
          label="Sheets to print"
          value={chosen}
          choices={[
            { value: 'all', words: `All ${shares.length}` },
            ...shares.map(({ index, holderName }) => ({
              value: String(index),
              words: `Only sheet ${index}, for ${plainLine(holderName)}`,
            })),
          ]}
          onChange={setChosen}
        />
        <div className={styles['actions']}>
          <PrintButtons />
          <Button onPress={onNext}>I have them: go on</Button>
          <Button variant="quiet" onPress={onLeave}>
            Leave
          </Button>
        </div>
        <p className={styles['soft']}>
          {printWords} If you save PDFs, save each sheet by itself and give it to whoever keeps it: a file
          with all of them opens the account alone.
        </p>
      </section>
      <div className={styles['paper']}>
        {shown.map((share) => (
          <ShareSheet
            key={share.index}
            prepared={prepared}
            share={share}
            fingerprint={fingerprint}
            replaces={replaces}
          />
        ))}
      </div>
    </>
  );
}
