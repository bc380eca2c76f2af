import { Download } from 'lucide-react';
import { countWords, sizeWords } from '../../text/amounts.ts';
import { mediaKind } from '../../text/media-kind.ts';
import { Button } from '../../ui/button.tsx';
import { MediaIcon } from '../../ui/media-icon.tsx';
import styles from './attachments.module.css';
import type { EmailAttachment } from './parse-email.ts';
import { saveBlob } from './save-blob.ts';

export function Attachments({ attachments }: { readonly attachments: readonly EmailAttachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <section className={styles['attachments']} aria-label="Attachments">
      <h3 className={styles['title']}>{countWords(attachments.length, 'attachment')}</h3>
      <ul className={styles['list']}>
        {attachments.map((attachment, index) => (
          <li key={`${index} ${attachment.fileName}`} className={styles['attachment']}>
            <MediaIcon kind={mediaKind(attachment.mediaType)} />
            <span className={styles['name']}>
              <bdi>{attachment.fileName}</bdi>{' '}
              <span className={styles['size']}>{sizeWords(attachment.content.size)}</span>
            </span>
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
    </section>
  );
}
