import { useQuery } from '@tanstack/react-query';
import { sizeWords } from '../../text/amounts.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { decodeText } from './decode-text.ts';
import type { ViewerProps } from './item-body.tsx';
import styles from './text-view.module.css';

const shownBytes = 1024 * 1024;

export function TextView({ opened }: ViewerProps) {
  const { body, summary } = opened;
  const isCut = body.size > shownBytes;
  const { data } = useQuery({
    queryKey: ['text', summary.itemId],
    queryFn: async () => decodeText(new Uint8Array(await body.slice(0, shownBytes).arrayBuffer()), isCut),
    gcTime: 0,
    throwOnError: true,
  });
  if (data === undefined) return <Skeleton lines={5} label="Opening…" />;
  return (
    <section aria-label="Text">
      {body.size === 0 && <p className={styles['note']}>This file is empty.</p>}
      {isCut && (
        <p className={styles['note']}>
          Only the first {sizeWords(shownBytes)} are shown. The download has all of it.
        </p>
      )}
      {body.size > 0 && (
        <pre className={styles['text']} dir="auto">
          {data.text}
        </pre>
      )}
    </section>
  );
}
