import { useMemo, useState } from 'react';
import { type Look, LookSwitch } from '../../toolbar/look-switch.tsx';
import { ViewerToolbar } from '../../toolbar/viewer-toolbar.tsx';
import { FormattedHtml } from '../html/formatted-html.tsx';
import { PlainText } from '../text/plain-text.tsx';
import styles from './message-text.module.css';
import { textOfHtml } from '@commonseal/content/text';

export interface MessageTextProps {
  readonly html: string | undefined;
  readonly plain: string | undefined;
  readonly inlineImages: Readonly<Record<string, string>>;
}

export function MessageText({ html, plain, inlineImages }: MessageTextProps) {
  const [look, setLook] = useState<Look>('formatted');
  // Its sender may have written no plain text; whoever wants to read it so can do it nevertheless.
  const words = useMemo(
    () => plain ?? (look === 'plain' && html !== undefined ? textOfHtml(html) : ''),
    [plain, html, look],
  );
  return (
    <section className={styles['message']} aria-label="Message">
      {html !== undefined && (
        <ViewerToolbar label="Tools: Message">
          <LookSwitch look={look} onChange={setLook} />
        </ViewerToolbar>
      )}
      {html !== undefined && look === 'formatted' ? (
        <FormattedHtml html={html} inlineImages={inlineImages} />
      ) : (
        <PlainText text={words} isLetter />
      )}
    </section>
  );
}
