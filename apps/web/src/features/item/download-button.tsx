import type { ByteProgress, ItemSummary } from '@commonseal/vault';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { whileBusy } from '../../session/busy.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import styles from './download-button.module.css';
import { openedItemQuery } from './opened-item.ts';
import { saveBlob } from './save-blob.ts';

export interface DownloadButtonProps {
  readonly item: ItemSummary;
}

/** Checked to the last byte before it is saved: a damaged or cut file never is. */
export function DownloadButton({ item }: DownloadButtonProps) {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const [progress, setProgress] = useState<ByteProgress>();
  const isStopping = useRef(false);
  const tell = (now: ByteProgress) => {
    setProgress(now);
    return isStopping.current ? 'stop' : undefined;
  };
  const download = useMutation({
    mutationFn: () => whileBusy(() => client.fetchQuery(openedItemQuery(vault, item.itemId, tell))),
    onMutate: () => {
      isStopping.current = false;
    },
    onSuccess: ({ body }) => saveBlob(body, item.header.fileName || item.header.title),
    onSettled: () => setProgress(undefined),
  });
  const wasStopped = download.isError && errorCodeOf(download.error) === 'cancelled';
  return (
    <div className={styles['download']}>
      <Button
        variant="primary"
        icon={<Download size={16} aria-hidden="true" />}
        isPending={download.isPending}
        onPress={() => download.mutate()}
      >
        {wasStopped ? 'Go on with the download' : 'Download'}
      </Button>
      {download.isPending && progress !== undefined && (
        <>
          <ProgressBar label="Opening and checking" done={progress.doneBytes} total={progress.totalBytes} />
          <Button
            aria-label="Stop the download"
            onPress={() => {
              isStopping.current = true;
            }}
          >
            Stop
          </Button>
        </>
      )}
      {download.isError && !wasStopped && <ErrorBanner error={download.error} />}
    </div>
  );
}
