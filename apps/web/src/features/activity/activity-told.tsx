import type { Activity } from '@commonseal/vault';
import { Download, ShieldCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useUnlocked } from '../../session/session-context.ts';
import { countWords } from '../../text/amounts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useSingleKeys } from '../../ui/keys/single-keys.ts';
import { AccountFingerprint } from './account-fingerprint.tsx';
import { ActivityFilterBar } from './activity-filter-bar.tsx';
import { ActivityList } from './activity-list.tsx';
import type { ActivityPageProps } from './activity-page.tsx';
import styles from './activity-page.module.css';
import { entriesSeen, keepEntriesSeen } from './last-visit.ts';
import { activityCsv, filterEntries, noActivityFilters, tell } from './told-entries.ts';
import { useOffset } from './use-offset.ts';

export interface ActivityToldProps extends ActivityPageProps {
  readonly activity: Activity;
  readonly scroller: HTMLElement | null;
}

export function ActivityTold({ activity, saveFile, tools, scroller }: ActivityToldProps) {
  const { accountId } = useUnlocked().account;
  const [filters, setFilters] = useState(noActivityFilters);
  const wordsInput = useRef<HTMLInputElement>(null);
  useSingleKeys({ '/': () => wordsInput.current?.focus() });
  const { verifiedEntries, entries, accountFingerprint } = activity;
  const told = useMemo(() => entries.map(tell), [entries]);
  const found = useMemo(() => filterEntries(told, filters), [told, filters]);
  const [newFrom] = useState(() => entriesSeen(accountId) ?? verifiedEntries);
  useEffect(() => keepEntriesSeen(accountId, verifiedEntries), [accountId, verifiedEntries]);
  const place = useRef<HTMLDivElement>(null);
  const offsetPx = useOffset(place, scroller);
  const newCount = Math.max(0, verifiedEntries - newFrom);
  const clear = () => {
    setFilters(noActivityFilters);
    wordsInput.current?.focus();
  };
  return (
    <>
      <p className={styles['verified']}>
        <ShieldCheck size={20} aria-hidden="true" />
        <span>
          Verified on this device: {countWords(verifiedEntries, 'entry', 'entries')}
          {newCount > 0 && `, ${countWords(newCount, 'entry', 'entries')} since your last visit`}
        </span>
      </p>
      <div className={styles['tools']}>
        <AccountFingerprint fingerprint={accountFingerprint} />
        {tools}
      </div>
      <ActivityFilterBar told={told} filters={filters} onChange={setFilters} wordsInput={wordsInput} />
      <div className={styles['foot']}>
        <p role="status" className={styles['count']}>
          {found.length === told.length
            ? countWords(told.length, 'entry', 'entries')
            : `${found.length.toLocaleString()} of ${countWords(told.length, 'entry', 'entries')}`}
        </p>
        <Button
          icon={<Download size={16} aria-hidden="true" />}
          isDisabled={found.length === 0}
          onPress={() => saveFile(new Blob([activityCsv(found)]), 'activity.csv')}
        >
          Save as CSV
        </Button>
      </div>
      <div ref={place}>
        {found.length === 0 ? (
          <EmptyState title="Nothing found" actions={<Button onPress={clear}>Clear filters</Button>}>
            <p>No entry of this account has what you look for.</p>
          </EmptyState>
        ) : (
          <ActivityList told={found} newFrom={newFrom} scroller={scroller} offsetPx={offsetPx} />
        )}
      </div>
    </>
  );
}
