import { useState } from 'react';
import { countWords } from '../../../../text/amounts.ts';
import { Banner } from '../../../../ui/banner.tsx';
import styles from './formatted-html.module.css';
import { HtmlFrame } from './html-frame.tsx';

const noImages = {};

export interface FormattedHtmlProps {
  readonly html: string;
  /** Pictures that came with it, as data: addresses by their content id. */
  readonly inlineImages?: Readonly<Record<string, string>>;
}

/** Third-party HTML, with a word on what of it was not loaded. */
export function FormattedHtml({ html, inlineImages = noImages }: FormattedHtmlProps) {
  const [blocked, setBlocked] = useState(0);
  return (
    <div className={styles['formatted']}>
      {blocked > 0 && (
        <Banner tone="info" title={`${countWords(blocked, 'remote reference')} blocked`}>
          Loading them would tell the sender that and where you read this.
        </Banner>
      )}
      <HtmlFrame html={html} inlineImages={inlineImages} onBlocked={setBlocked} />
    </div>
  );
}
