import type { ByteProgress, ItemSummary, OpenedItem } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { type MediaKind, mediaKind, mediaKindWords } from '../../text/media-kind.ts';
import { sizeWords } from '../../text/amounts.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './item-body.module.css';
import { largestViewBytes, openedItemQuery } from './opened-item.ts';

export interface ViewerProps {
  readonly opened: OpenedItem;
}

const TextView = lazy(() => import('./text-view.tsx').then((module) => ({ default: module.TextView })));
const EmailView = lazy(() => import('./email-view.tsx').then((module) => ({ default: module.EmailView })));
const HtmlView = lazy(() => import('./html-view.tsx').then((module) => ({ default: module.HtmlView })));

type ViewerName = 'email' | 'html' | 'text';

function viewerOf(item: ItemSummary): ViewerName | undefined {
  const kind = mediaKind(item.header.mediaType);
  if (kind === 'email' || kind === 'html') return kind;
  return kind === 'text' || item.header.mediaType.toLowerCase().startsWith('text/') ? 'text' : undefined;
}

function Viewer({ name, opened }: ViewerProps & { readonly name: ViewerName }) {
  if (name === 'email') return <EmailView opened={opened} />;
  return name === 'html' ? <HtmlView opened={opened} /> : <TextView opened={opened} />;
}

/** Shows what can be shown. Whatever happens here, the download beside it stays. */
export function ItemBody({ item }: { readonly item: ItemSummary }) {
  const { vault } = useUnlocked();
  const [progress, setProgress] = useState<ByteProgress>();
  const viewer = viewerOf(item);
  const isTooLarge = item.header.size > largestViewBytes;
  const opened = useQuery({
    ...openedItemQuery(vault, item.itemId, setProgress),
    enabled: viewer !== undefined && !isTooLarge,
  });
  if (viewer === undefined) return <NoViewer kind={mediaKind(item.header.mediaType)} />;
  if (isTooLarge) {
    return (
      <p className={styles['note']}>
        With {sizeWords(item.header.size)} it is too large to be shown here. Download it to read it.
      </p>
    );
  }
  if (opened.isError) {
    return (
      <ErrorBanner
        error={opened.error}
        actions={<Button onPress={() => void opened.refetch()}>Try again</Button>}
      />
    );
  }
  if (opened.isPending) {
    return progress === undefined || progress.totalBytes < 2_000_000 ? (
      <Skeleton lines={5} label="Opening…" />
    ) : (
      <ProgressBar label="Opening and checking" done={progress.doneBytes} total={progress.totalBytes} />
    );
  }
  return (
    <ErrorBoundary fallback={<NotShowable />}>
      <Suspense fallback={<Skeleton lines={5} label="Opening…" />}>
        <Viewer name={viewer} opened={opened.data} />
      </Suspense>
    </ErrorBoundary>
  );
}

function NoViewer({ kind }: { readonly kind: MediaKind }) {
  const what = kind === 'other' ? 'This kind of file' : `This kind of content (${mediaKindWords(kind)})`;
  return (
    <p className={styles['note']}>
      {what} is not shown here. Download it to open it with a program of yours.
    </p>
  );
}

function NotShowable() {
  return (
    <Banner tone="warning" title="This cannot be shown here">
      It is not formed as its kind should be. It arrived as its source delivered it; download it to look at it
      with another program.
    </Banner>
  );
}
