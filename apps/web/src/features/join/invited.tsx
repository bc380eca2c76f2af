import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../ui/button-class.ts';
import form from '../../ui/form.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { InvitationName } from './invitation-name.tsx';

/** For somebody who is not unlocked: the account is asked only once it is known who asks. */
export function Invited({ accountName }: { readonly accountName: string }) {
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Invitation">You are invited</PageHeading>
        <p className={form['lead']}>Somebody wants to share everything in this account with you:</p>
      </div>
      <InvitationName accountName={accountName}>
        The name is what the link says, and not proven yet.
      </InvitationName>
      <p className={form['lead']}>
        Next, sign up, or unlock if you have used Commonseal here before. Then you see what the invitation
        offers and until when, and decide. Nobody hears of you before that.
      </p>
      <div className={form['actions']}>
        <Link to="/sign-up" className={buttonClass({ variant: 'primary', wide: true })}>
          Sign up
        </Link>
        <Link to="/unlock" className={buttonClass({ wide: true })}>
          Unlock
        </Link>
      </div>
      <p className={form['foot']}>
        You did not expect this? Close the page: nothing has happened, and the link stays as it was.
      </p>
    </div>
  );
}
