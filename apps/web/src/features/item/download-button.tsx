import type { ByteProgress, ItemSummary } from '@commonseal/vault';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
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
  const download = useMutation({
    mutationFn: () => whileBusy(() => client.fetchQuery(openedItemQuery(vault, item.itemId, setProgress))),
    onSuccess: ({ body }) => saveBlob(body, item.header.fileName || item.header.title),
    onSettled: () => setProgress(undefined),
  });
  return (
    <div className={styles['download']}>
      <Button
        variant="primary"
        icon={<Download size={16} aria-hidden="true" />}
        isPending={download.isPending}
        onPress={() => download.mutate()}
      >
        Download
      </Button>
      {download.isPending && progress !== undefined && (
        <ProgressBar label="Opening and checking" done={progress.doneBytes} total={progress.totalBytes} />
      )}
      {download.isError && <ErrorBanner error={download.error} />}
    </div>
  );
}
