import { plainLine } from '../../../../text/hostile-text.ts';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { type ViewerProps, useReading } from '../../viewed-file.ts';
import { parseEmail } from '../../parse-email.ts';
import { Attachments } from './attachments.tsx';
import { EmailHeaders } from './email-headers.tsx';
import styles from './email-viewer.module.css';
import { inlineImagesOf } from './inline-images.ts';
import { MessageText } from './message-text.tsx';

export function EmailViewer({ file }: ViewerProps) {
  const read = useReading(file, 'email', async (blob) => {
    const email = await parseEmail(await blob.arrayBuffer());
    return { email, inlineImages: await inlineImagesOf(email.attachments) };
  });
  if (read === undefined) return <Skeleton lines={5} label="Opening…" />;
  const { email, inlineImages } = read;
  return (
    <div className={styles['email']}>
      <EmailHeaders
        email={email}
        known={file.knownFrom === undefined ? undefined : { from: plainLine(file.knownFrom) }}
      />
      <Attachments parentKey={file.key} attachments={email.attachments} />
      {email.html === undefined && email.plain === undefined ? (
        <p className={styles['empty']}>This message has no text.</p>
      ) : (
        <MessageText html={email.html} plain={email.plain} inlineImages={inlineImages} />
      )}
    </div>
  );
}
