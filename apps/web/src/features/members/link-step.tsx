import { Mail } from 'lucide-react';
import { dateTimeWords } from '../../text/dates.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { MadeInvite } from './invite-fields.ts';
import { mailAddress } from './mail-address.ts';
import styles from './link-step.module.css';
import { ShareButton } from './share-button.tsx';

export interface LinkStepProps {
  readonly made: MadeInvite;
  readonly onClose: () => void;
}

/** The link is shown this once, so only Done closes it. */
export function LinkStep({ made, onClose }: LinkStepProps) {
  const { label, role, link, expiresAtMs, opensAtOnce } = made;
  return (
    <Dialog
      title={`Send ${label} this link`}
      isOpen
      onClose={onClose}
      isDismissable={false}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <p>
        Whoever opens it first can join as {role === 'owner' ? 'an owner' : 'a member'}, until{' '}
        {dateTimeWords(expiresAtMs)}. It is shown only now: if it gets lost, withdraw the invitation and make
        another.
      </p>
      {opensAtOnce && (
        <Banner tone="warning" title="Whoever holds this link reads everything in the account">
          From now until somebody has joined with it, you withdraw it, or it expires. Send it only where
          nobody else looks.
        </Banner>
      )}
      <TextField label="Invitation link" rows={4} monospace isReadOnly value={link} />
      <div className={styles['ways']}>
        <CopyButton label="Copy link" text={link} />
        <ShareButton link={link} />
        <a href={mailAddress(made)} className={buttonClass({})}>
          <Mail size={16} aria-hidden="true" />
          Write an e-mail
        </a>
      </div>
      <figure className={styles['scan']}>
        <QrCode text={link} label="The invitation link as a QR code" />
        <figcaption>Or have it scanned from this screen, if they are with you.</figcaption>
      </figure>
    </Dialog>
  );
}
