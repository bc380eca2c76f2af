import { CopyButton } from './copy-button.tsx';
import styles from './command.module.css';

export interface CommandProps {
  readonly text: string;
}

/** A command for a terminal, to be copied. */
export function Command({ text }: CommandProps) {
  return (
    <div className={styles['command']}>
      <code className={styles['text']}>{text}</code>
      <CopyButton label="Copy command" text={text} />
    </div>
  );
}
