import { Printer } from 'lucide-react';
import { useUnlocked } from '../../session/session-context.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './second-step.module.css';

export interface BackupCodesStepProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** They are shown this once, so only Done closes it. */
export function BackupCodesStep({ codes, onDone }: BackupCodesStepProps) {
  const { account } = useUnlocked();
  return (
    <Dialog
      title="Keep your backup codes"
      isOpen
      onClose={onDone}
      isDismissable={false}
      footer={
        <Button variant="primary" onPress={onDone}>
          I have kept them
        </Button>
      }
    >
      <div className={styles['printed']}>
        <p className={styles['onPaper']}>
          <strong>Commonseal: backup codes of {account.email}</strong>, for {globalThis.location.origin}
        </p>
        <p>
          If you do not have your phone at hand, one of these codes does instead. Each is good for one time.
        </p>
        <ol className={styles['codes']} aria-label="Backup codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <Banner tone="warning" title="They are shown only now">
        Print them or keep them in a safe place, not beside your password. They do not open your content, and
        are no recovery kit.
      </Banner>
      <div className={styles['ways']}>
        <CopyButton label="Copy codes" text={codes.join('\n')} />
        <Button icon={<Printer size={16} aria-hidden="true" />} onPress={() => globalThis.print()}>
          Print
        </Button>
      </div>
    </Dialog>
  );
}
