import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import styles from './copy-button.module.css';

export interface CopyButtonProps {
  readonly label: string;
  readonly text: string;
}

/** Says whether it worked: a browser may refuse, and then the text is to be selected by hand. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <span className={styles['copy']}>
      <Button
        icon={
          outcome === 'copied' ? (
            <Check size={16} aria-hidden="true" />
          ) : (
            <Copy size={16} aria-hidden="true" />
          )
        }
        onPress={() => void copy()}
      >
        {label}
      </Button>
      <span role="status" className={styles['outcome']}>
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'This browser does not allow copying: select the text and copy it by hand.'}
      </span>
    </span>
  );
}
