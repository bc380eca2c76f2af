import { useMemo, useState } from 'react';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Damaged, NotShown } from '../../not-shown.tsx';
import { type ViewerProps, bytesOf, useReading } from '../../viewed-file.ts';
import { pictureFacts } from './picture-facts.ts';
import { Picture } from './picture.tsx';

/** Photos put much before their size; a preview of themselves, for example. */
const headBytes = 512 * 1024;
/** Decoded, each takes four bytes. */
const mostPixels = 120_000_000;
const longestSidePx = 32_000;

export function ImageViewer({ file }: ViewerProps) {
  const facts = useReading(
    file,
    'picture',
    async (blob) => pictureFacts(await bytesOf(blob.slice(0, headBytes))) ?? 'unknown',
  );
  const [isBroken, setBroken] = useState(false);
  const mediaType = typeof facts === 'object' ? facts.mediaType : '';
  // Its kind is what was found in it, whatever its source calls it.
  const content = useMemo(() => file.blob.slice(0, file.blob.size, mediaType), [file, mediaType]);
  const isHuge =
    typeof facts === 'object' &&
    (facts.width * facts.height > mostPixels || Math.max(facts.width, facts.height) > longestSidePx);

  if (facts === 'unknown' || isBroken)
    return <Damaged>It is damaged, or not a picture of the kinds that are shown here.</Damaged>;
  if (facts !== undefined && isHuge) {
    return (
      <NotShown>
        With {facts.width.toLocaleString()} × {facts.height.toLocaleString()} pixels it is too large to be
        shown here. Download it to open it with a program of yours.
      </NotShown>
    );
  }
  if (facts === undefined) return <Skeleton lines={5} label="Opening…" />;
  return <Picture content={content} name={file.fileName} facts={facts} onBroken={() => setBroken(true)} />;
}
