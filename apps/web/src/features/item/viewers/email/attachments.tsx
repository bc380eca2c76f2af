import { Download } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { countWords, sizeWords } from '../../../../text/amounts.ts';
import { Button } from '../../../../ui/button.tsx';
import { MediaIcon } from '../../../../ui/media-icon.tsx';
import { useOpenedFiles } from '../../opened-files.ts';
import type { EmailAttachment } from '../../parse-email.ts';
import { saveBlob } from '../../save-blob.ts';
import type { ViewedFile } from '../../viewed-file.ts';
import { fileForm } from '@commonseal/content/file-form';
import { kindOf } from '../../kind-of.ts';
import styles from './attachments.module.css';

/** A message can carry hundreds of thousands. */
const mostShown = 500;

export interface AttachmentsProps {
  /** Of the message that they lie in. */
  readonly parentKey: string;
  readonly attachments: readonly EmailAttachment[];
}

export function Attachments({ parentKey, attachments }: AttachmentsProps) {
  if (attachments.length === 0) return null;
  return (
    <section className={styles['attachments']} aria-label="Attachments">
      <h3 className={styles['title']}>{countWords(attachments.length, 'attachment')}</h3>
      <ul className={styles['list']}>
        {attachments.slice(0, mostShown).map((attachment, index) => (
          <li key={`${index} ${attachment.fileName}`} className={styles['attachment']}>
            <AttachmentName attachment={attachment} fileKey={`${parentKey}/${index}`} />
            <Button
              variant="quiet"
              iconOnly
              aria-label={`Save ${attachment.fileName}`}
              icon={<Download size={16} aria-hidden="true" />}
              onPress={() => saveBlob(attachment.content, attachment.fileName)}
            />
          </li>
        ))}
      </ul>
      {attachments.length > mostShown && (
        <p className={styles['size']}>
          Only the first {mostShown} are listed. The download of the message has all of them.
        </p>
      )}
    </section>
  );
}

interface AttachmentNameProps {
  readonly attachment: EmailAttachment;
  readonly fileKey: string;
}

function AttachmentName({ attachment, fileKey }: AttachmentNameProps) {
  const { open, closedKey } = useOpenedFiles();
  const { fileName, mediaType, content } = attachment;
  const words = (
    <>
      <MediaIcon kind={kindOf(attachment)} />
      <span className={styles['words']}>
        <bdi className={styles['name']}>{fileName}</bdi>{' '}
        <span className={styles['size']}>{sizeWords(content.size)}</span>
      </span>
    </>
  );
  if (open === undefined || fileForm(attachment) === undefined)
    return <span className={styles['file']}>{words}</span>;
  const file: ViewedFile = { key: fileKey, blob: content, mediaType, fileName };
  return (
    <AriaButton
      aria-label={`Open ${fileName}, ${sizeWords(content.size)}`}
      autoFocus={closedKey === fileKey}
      onPress={() => open(file)}
      className={styles['open'] ?? ''}
    >
      {words}
    </AriaButton>
  );
}
