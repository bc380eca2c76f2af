import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useActivity } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
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
  const scroller = useRef<HTMLDivElement>(null);
  return (
    <div ref={scroller} className={styles['scroller']}>
      <div className={styles['page']}>
        <header className={styles['head']}>
          <PageHeading documentTitle="Activity">Activity</PageHeading>
          <p className={styles['lead']}>
            Everything that was ever changed about this account: who may read it, who may deliver into it, and
            which key locks it. Each entry is signed by whoever made it, and none can be taken out or changed
            later without this page noticing.
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
