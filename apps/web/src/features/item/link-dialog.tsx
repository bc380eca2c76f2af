import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './link-dialog.module.css';

export interface LinkDialogProps {
  readonly href: string | undefined;
  readonly onClose: () => void;
}

/** The words of a link can say anything; where it leads is shown before one goes there. */
export function LinkDialog({ href, onClose }: LinkDialogProps) {
  if (href === undefined) return null;
  const host = hostOf(href);
  const follow = () => {
    window.open(href, '_blank', 'noopener,noreferrer');
    onClose();
  };
  return (
    <Dialog
      title={host === undefined ? 'Follow this link?' : `Open ${host}?`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button variant="primary" onPress={follow}>
            Open in a new tab
          </Button>
          <Button onPress={onClose}>Stay here</Button>
        </>
      }
    >
      <p>This link leads out of Commonseal, whatever its words say:</p>
      <p className={styles['address']}>{href}</p>
      <CopyButton label="Copy address" text={href} />
    </Dialog>
  );
}

/** As the browser will read it, in ASCII: look-alike letters show themselves. */
function hostOf(href: string): string | undefined {
  try {
    return new URL(href).host || undefined;
  } catch {
    return undefined;
  }
}
