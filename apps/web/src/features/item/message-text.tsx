import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { countWords } from '../../text/amounts.ts';
import { Banner } from '../../ui/banner.tsx';
import { HtmlFrame } from './html-frame.tsx';
import styles from './message-text.module.css';

export interface MessageTextProps {
  readonly html: string | undefined;
  readonly plain: string | undefined;
  readonly inlineImages: Readonly<Record<string, string>>;
}

type Look = 'formatted' | 'plain';

export function MessageText({ html, plain, inlineImages }: MessageTextProps) {
  const [look, setLook] = useState<Look>(html === undefined ? 'plain' : 'formatted');
  const [blocked, setBlocked] = useState(0);
  return (
    <section className={styles['message']} aria-label="Message">
      {html !== undefined && plain !== undefined && (
        <ToggleButtonGroup
          aria-label="Show as"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[look]}
          onSelectionChange={([key]) => setLook(key === 'plain' ? 'plain' : 'formatted')}
          className={styles['looks'] ?? ''}
        >
          <ToggleButton id="formatted" className={styles['look'] ?? ''}>
            Formatted
          </ToggleButton>
          <ToggleButton id="plain" className={styles['look'] ?? ''}>
            Plain text
          </ToggleButton>
        </ToggleButtonGroup>
      )}
      {look === 'formatted' && html !== undefined ? (
        <>
          {blocked > 0 && (
            <Banner tone="info" title={`${countWords(blocked, 'remote reference')} blocked`}>
              Loading them would tell the sender that and where you read this.
            </Banner>
          )}
          <HtmlFrame html={html} inlineImages={inlineImages} onBlocked={setBlocked} />
        </>
      ) : (
        <pre className={styles['plain']} dir="auto">
          {plain}
        </pre>
      )}
    </section>
  );
}
