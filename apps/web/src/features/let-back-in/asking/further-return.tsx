import type { Return } from '@commonseal/vault';
import { Link, useNavigate } from '@tanstack/react-router';
import { Banner } from '../../../ui/banner.tsx';
import { buttonClass } from '../../../ui/button-class.ts';
import form from '../../../ui/form.module.css';
import { PageHeading } from '../../../ui/page-heading.tsx';
import { AskAgain } from './ask-again.tsx';
import { Entering } from './entering.tsx';
import styles from './waiting.module.css';
import { ReturnPlaces } from './return-places.tsx';
import { type ReturnVault, useFurtherReturn } from './use-return.ts';

/** For whoever is let in to one account, and waits for another. */
export function FurtherReturnNotice({ vault }: { readonly vault: ReturnVault }) {
  const asked = useFurtherReturn(vault);
  if (asked === undefined) return null;
  return (
    <div className={styles['notice']}>
      <Banner
        tone="info"
        title="You still wait to be let back in to another account"
        actions={
          <Link to="/let-back-in" className={buttonClass({})}>
            Look at it
          </Link>
        }
      />
    </div>
  );
}

/** For whoever has unlocked by the new password, and whom an account has let in or may yet. */
export function FurtherReturn({ vault }: { readonly vault: ReturnVault }) {
  const asked = useFurtherReturn(vault);
  if (asked === undefined) return null;
  return (
    <section className={styles['further']} aria-label="You asked to be let back in">
      <h2>You asked to be let back in</h2>
      <Entering asked={asked} />
      <ReturnPlaces asked={asked} vault={vault} />
    </section>
  );
}

/** Some account has not let them in, whatever has become of the request. */
function isMissing({ places }: Return): boolean {
  return places.some(({ isEntered }) => !isEntered);
}

/** The same as a page of its own. */
export function FurtherReturnPage({ vault }: { readonly vault: ReturnVault }) {
  const asked = useFurtherReturn(vault, isMissing);
  const navigate = useNavigate();
  return (
    <div className={form['form']}>
      <div className={form['heading']}>
        <PageHeading documentTitle="Be let back in">
          {asked === undefined ? 'You wait for no further account' : 'Tell somebody of the other account'}
        </PageHeading>
        <p className={form['lead']}>
          {asked === undefined
            ? 'What you asked for is granted or over. Of an account that is still missing an owner can invite you anew.'
            : 'Each account lets you in by itself.'}
        </p>
      </div>
      {asked !== undefined && (
        <>
          <Entering asked={asked} onEntered={() => void navigate({ to: '/content' })} />
          <ReturnPlaces asked={asked} vault={vault} />
          <AskAgain asked={asked} vault={vault} />
        </>
      )}
      <p className={form['foot']}>
        <Link to="/content">Back to your content</Link>
      </p>
    </div>
  );
}
