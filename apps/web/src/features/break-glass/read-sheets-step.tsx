import { Link } from '@tanstack/react-router';
import { FileCheck2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { CodeInput } from '../../printed/code-input.tsx';
import { countWords } from '../../text/amounts.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { type ReadSheet, type SheetRefusal, addSheet, missingSheets, readWords } from './read-sheets.ts';
import styles from './read-sheets-step.module.css';
import { neededWords, setWords, sheetCode, sheetName } from './sheet-words.ts';

export interface ReadSheetsStepProps {
  readonly sheets: readonly ReadSheet[];
  /** Why one was not taken, or all of them were refused. */
  readonly refused: SheetRefusal | undefined;
  readonly onSheets: (sheets: readonly ReadSheet[]) => void;
  readonly onRefused: (refused: SheetRefusal | undefined) => void;
  readonly onEnough: () => void;
}

/** One sheet after the other, until they are enough. Nothing is used by it. */
export function ReadSheetsStep(props: ReadSheetsStepProps) {
  const { sheets, refused, onSheets, onRefused, onEnough } = props;
  /** What was read last; '' before anything was. */
  const [told, setTold] = useState('');
  /** What was handed over, taken or not: each has a field of its own. */
  const [attempts, setAttempts] = useState(0);
  const toldLine = useRef<HTMLParagraphElement>(null);
  const [removals, setRemovals] = useState(0);
  // The button that had the focus is gone with the sheet.
  useEffect(() => {
    if (removals > 0) toldLine.current?.focus();
  }, [removals]);
  const missing = missingSheets(sheets);
  const hasEnough = sheets.length > 0 && missing === 0;
  const take = (code: string) => {
    const next = addSheet(sheets, code);
    setAttempts(attempts + 1);
    if ('title' in next) {
      setTold('');
      onRefused(next);
      return;
    }
    const last = next.at(-1);
    onRefused(undefined);
    setTold(last === undefined ? '' : readWords(last));
    onSheets(next);
  };
  const remove = (sheet: ReadSheet) => {
    onRefused(undefined);
    setTold(`${sheetName(sheet.share)} was removed from the list.`);
    onSheets(sheets.filter((other) => other !== sheet));
    setRemovals(removals + 1);
  };
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Break-glass sheets" focusKey={hasEnough ? 'enough' : 'sheets'}>
          {hasEnough ? 'These are enough' : 'Get in with break-glass sheets'}
        </PageHeading>
        <p className={form['lead']}>
          {hasEnough
            ? 'Nothing is used up yet. What happens is said on the next page.'
            : 'Take the printed pages with the title “Break-glass sheet”. How many are needed stands on each. Reading them here uses nothing up: you can also just check one.'}
        </p>
      </div>
      <p ref={toldLine} tabIndex={-1} role="status" className={styles['told']}>
        {told}
      </p>
      {sheets.length > 0 && (
        <ul className={styles['sheets']} aria-label="Sheets that were read">
          {sheets.map((sheet) => (
            <li key={sheet.code}>
              <FileCheck2 size={20} aria-hidden="true" />
              <span>
                <strong>{sheetName(sheet.share)}</strong>
                <span className={styles['facts']}>
                  Set {setWords(sheet.share)}, {neededWords(sheet.share)}
                </span>
              </span>
              <Button
                variant="quiet"
                iconOnly
                aria-label={`Remove ${sheetName(sheet.share).toLowerCase()}`}
                icon={<X size={16} aria-hidden="true" />}
                onPress={() => remove(sheet)}
              />
            </li>
          ))}
        </ul>
      )}
      {sheets.length > 1 && (
        <div>
          <Button
            onPress={() => {
              onRefused(undefined);
              setTold('All sheets were removed from the list.');
              setAttempts(attempts + 1);
              onSheets([]);
            }}
          >
            Begin with other sheets
          </Button>
        </div>
      )}
      {refused !== undefined && (
        <Banner tone="danger" title={refused.title} isUrgent>
          {refused.advice}
        </Banner>
      )}
      {hasEnough ? (
        <div className={form['actions']}>
          <Button variant="primary" wide onPress={onEnough}>
            Go on
          </Button>
        </div>
      ) : (
        <>
          {sheets.length > 0 && (
            <p>
              {missing === 1 ? 'One more is needed.' : `${countWords(missing, 'more sheet')} are needed.`}
            </p>
          )}
          <CodeInput
            key={attempts}
            kind={sheetCode}
            doneWords={sheets.length === 0 ? 'Read this sheet' : 'Read the next sheet'}
            isPending={false}
            takesFocus={attempts > 0}
            onCode={take}
            onAnew={() => onRefused(undefined)}
          />
        </>
      )}
      <p className={form['foot']}>
        {!hasEnough &&
          'Too few sheets? Then nobody can get in by them, not even the people who run this server. If anybody here still has a way in, they can let you in. '}
        <Link to="/unlock">Back to unlocking</Link>
      </p>
    </div>
  );
}
