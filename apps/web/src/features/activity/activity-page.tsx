import { type ReactNode, useState } from 'react';
import { useActivity } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
import list from '../../ui/list-page.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './activity-page.module.css';
import { ActivityTold } from './activity-told.tsx';

export interface ActivityPageProps {
  readonly saveFile: (file: Blob, name: string) => void;
  /** What can be done here besides reading. */
  readonly tools: ReactNode;
}

/** The account's log in sentences. */
export function ActivityPage({ saveFile, tools }: ActivityPageProps) {
  const activity = useActivity();
  // State, not a ref: within it something may be drawn in the very pass that draws this, and would look for it too early.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  return (
    <div ref={setScroller} className={styles['scroller']}>
      <div className={styles['page']}>
        <header className={list['head']}>
          <PageHeading documentTitle="Activity">Activity</PageHeading>
          <p className={list['lead']}>
            Who was let in, who left, what may deliver, when the key changed: every change of this account,
            signed by whoever made it. None can be altered or left out without this page noticing; the newest
            alone may be held back for a while.
          </p>
        </header>
        {activity.isError && (
          <ErrorBanner
            error={activity.error}
            actions={<Button onPress={() => void activity.refetch()}>Try again</Button>}
          />
        )}
        {activity.isPending && <Skeleton lines={6} label="Reading the record of this account…" />}
        {activity.data !== undefined && (
          <ActivityTold activity={activity.data} saveFile={saveFile} tools={tools} scroller={scroller} />
        )}
      </div>
    </div>
  );
}
