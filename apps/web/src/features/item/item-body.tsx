import type { ByteProgress, ItemSummary, OpenedItem } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useUnlocked } from '../../session/session-context.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DoesNotOpen } from './does-not-open.tsx';
import { FileStack } from './file-stack.tsx';
import { NoViewer } from './file-viewer.tsx';
import { EmptyFile, TooLarge } from './not-shown.tsx';
import { largestViewBytes, openedItemQuery } from './opened-item.ts';
import { fileForm } from '@commonseal/content/file-form';

/** Opens the item if it can be shown; nothing is fetched in vain. */
export function ItemBody({ item }: { readonly item: ItemSummary }) {
  const { vault } = useUnlocked();
  const [progress, setProgress] = useState<ByteProgress>();
  const hasViewer = fileForm(item.header) !== undefined;
  const isTooLarge = item.header.size > largestViewBytes;
  const opened = useQuery({
    ...openedItemQuery(vault, item.itemId, setProgress),
    enabled: hasViewer && !isTooLarge,
  });
  if (!hasViewer) return item.header.size === 0 ? <EmptyFile /> : <NoViewer file={item.header} />;
  if (isTooLarge) return <TooLarge sizeBytes={item.header.size} />;
  if (opened.isError) {
    return <DoesNotOpen item={item} error={opened.error} onTryAgain={() => void opened.refetch()} />;
  }
  if (opened.isPending) {
    return progress === undefined || progress.totalBytes < 2_000_000 ? (
      <Skeleton lines={5} label="Opening…" />
    ) : (
      <ProgressBar label="Opening and checking" done={progress.doneBytes} total={progress.totalBytes} />
    );
  }
  return <OpenedBody opened={opened.data} />;
}

function OpenedBody({ opened: { summary, body } }: { readonly opened: OpenedItem }) {
  const { itemId, header } = summary;
  const file = useMemo(
    () => ({
      key: itemId,
      blob: body,
      mediaType: header.mediaType,
      fileName: header.fileName || header.title,
      knownFrom: header.from,
    }),
    [itemId, body, header],
  );
  return <FileStack file={file} />;
}
