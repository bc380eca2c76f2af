import { ErrorBanner } from '../../errors/error-banner.tsx';
import type { InviteLinkParts } from '../../session/invite-link-parts.ts';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { InvitationName } from './invitation-name.tsx';

export interface AlreadyInProps {
  readonly parts: InviteLinkParts;
  readonly known: { readonly accountName: string; readonly isKnown: boolean };
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onOpen: (isKnown: boolean) => void;
  readonly onPutAside: () => void;
}

export function AlreadyIn({ parts, known, isPending, error, onOpen, onPutAside }: AlreadyInProps) {
  const { accountName, isKnown } = known;
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Invitation">You are in already</PageHeading>
        <p className={form['lead']}>
          You need no invitation to this account. It is not used up by opening it: whoever it is meant for can
          still join with it, if it has not ended.
        </p>
      </div>
      <InvitationName accountName={accountName || parts.accountName}>
        {accountName === ''
          ? 'The name is what the link says.'
          : 'The account’s own name, verified on this device.'}
      </InvitationName>
      {error !== null && <ErrorBanner error={error} />}
      <div className={form['actions']}>
        <Button variant="primary" wide isPending={isPending} onPress={() => onOpen(isKnown)}>
          Open the account
        </Button>
        <Button wide isDisabled={isPending} onPress={onPutAside}>
          Not now
        </Button>
      </div>
    </div>
  );
}
