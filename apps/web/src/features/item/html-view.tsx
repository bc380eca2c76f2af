import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '../../ui/skeleton.tsx';
import { decodeText } from './decode-text.ts';
import type { ViewerProps } from './item-body.tsx';
import { MessageText } from './message-text.tsx';

/** A file that stands alone brings no pictures along. */
const noImages = {};

export function HtmlView({ opened }: ViewerProps) {
  const { data } = useQuery({
    queryKey: ['html', opened.summary.itemId],
    queryFn: async () => decodeText(new Uint8Array(await opened.body.arrayBuffer())),
    gcTime: 0,
    throwOnError: true,
  });
  if (data === undefined) return <Skeleton lines={5} label="Opening…" />;
  return <MessageText html={data.text} plain={data.text} inlineImages={noImages} />;
}
