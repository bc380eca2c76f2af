import { ErrorBanner } from '../../errors/error-banner.tsx';
import { CommonsealError } from '@commonseal/protocol';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { PasteLinkForm } from './paste-link-form.tsx';

export interface NoInvitationProps {
  /** There was a link, and a part of it is missing or altered. */
  readonly isMangled: boolean;
  readonly onLink: (link: string) => void;
  readonly onPutAside: () => void;
}

/** Also after reloading: a link is kept in memory alone. */
export function NoInvitation({ isMangled, onLink, onPutAside }: NoInvitationProps) {
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Invitation" focusKey={String(isMangled)}>
          {isMangled ? 'This link is not whole' : 'Open your invitation'}
        </PageHeading>
        {!isMangled && (
          <p className={form['lead']}>
            Open the link that you were sent once more, or paste it here. This page keeps it nowhere, so it is
            gone when the page is loaded again.
          </p>
        )}
      </div>
      {isMangled && <ErrorBanner error={new CommonsealError('invite_invalid')} />}
      <PasteLinkForm onLink={onLink} isPrimary />
      <Button wide onPress={onPutAside}>
        Go on without it
      </Button>
    </div>
  );
}
