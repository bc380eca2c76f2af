import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import type { InviteLinkParts } from '../../session/invite-link-parts.ts';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';

export interface InvitationFaultProps {
  readonly error: unknown;
  readonly parts: InviteLinkParts;
  readonly onAgain: () => void;
  readonly onPutAside: () => void;
}

/** It may be otherwise in a moment: nothing is wrong with the invitation itself. */
const passing = new Set(['offline', 'database_unavailable', 'rate_limited', 'internal', 'unauthenticated']);

const ownAdvice: Readonly<Record<string, string>> = {
  offline:
    'The invitation was not checked, and is kept here as long as this page is open. Check the network connection, then try again.',
  not_found:
    'This server does not know the invitation. Perhaps a part of the link was altered on its way, or it was made by another server. Ask whoever invited you for a new one.',
  forbidden: 'The clock of this device is wrong by more than five minutes. Set it right, then try again.',
};

export function InvitationFault({ error, parts, onAgain, onPutAside }: InvitationFaultProps) {
  const code = errorCodeOf(error);
  const isPassing = passing.has(code) || code === 'forbidden';
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Invitation">
          {isPassing ? 'The invitation could not be checked' : 'You cannot join with this invitation'}
        </PageHeading>
        <p className={form['lead']}>
          It invites to <bdi>{parts.accountName}</bdi>, as the link says.
        </p>
      </div>
      <ErrorBanner error={error} advice={ownAdvice[code]} />
      <div className={form['actions']}>
        {isPassing && (
          <Button variant="primary" wide onPress={onAgain}>
            Try again
          </Button>
        )}
        <Button wide onPress={onPutAside}>
          Go on without it
        </Button>
      </div>
    </div>
  );
}
