import type { InviteOffer } from '@commonseal/vault';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import type { InviteLinkParts } from '../../session/invite-link-parts.ts';
import { roleWords } from '../../text/role-words.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import form from '../../ui/form.module.css';
import { Moment } from '../../ui/moment.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { InvitationName } from './invitation-name.tsx';
import styles from './invitation-offer.module.css';

export interface InvitationOfferProps {
  readonly parts: InviteLinkParts;
  readonly offer: InviteOffer;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onJoin: () => void;
  readonly onPutAside: () => void;
}

export function InvitationOffer(props: InvitationOfferProps) {
  const { parts, offer, isPending, error, onJoin, onPutAside } = props;
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Invitation">Join this account?</PageHeading>
      </div>
      <InvitationName accountName={parts.accountName}>
        The account that the link names was verified on this device. Its name is sealed until you are in: so
        far it is what the link says.
      </InvitationName>
      <dl className={styles['facts']}>
        <div>
          <dt>Your role</dt>
          <dd>{roleWords[offer.role]}</dd>
        </div>
        <div>
          <dt>Valid until</dt>
          <dd>
            <Moment timeMs={offer.expiresAtMs} />
          </dd>
        </div>
        <div>
          <dt>You can read</dt>
          <dd>{offer.opensAtOnce ? 'as soon as you join' : 'when the next member opens Commonseal'}</dd>
        </div>
      </dl>
      <ul className={consequences['consequences']}>
        <li>You read everything in this account. What you bring into it, everybody else in it reads.</li>
        <li>The others see your e-mail address, and that you have joined.</li>
        <li>You can leave again whenever you like.</li>
      </ul>
      {error !== null && <ErrorBanner error={error} />}
      <div className={form['actions']}>
        <Button variant="primary" wide isPending={isPending} onPress={onJoin}>
          Join
        </Button>
        <Button wide isDisabled={isPending} onPress={onPutAside}>
          Not now
        </Button>
      </div>
    </div>
  );
}
