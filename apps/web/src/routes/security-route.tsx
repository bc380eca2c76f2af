import { PasskeysSection } from '../features/passkeys/passkeys-section.tsx';
import { KitSection } from '../features/recovery-kit/kit-section.tsx';
import { SecondStepSection } from '../features/second-step/second-step-section.tsx';
import { BrowsersSection } from '../features/security/browsers-section.tsx';
import { PasswordSection } from '../features/security/password-section.tsx';
import { SessionsSection } from '../features/security/sessions-section.tsx';
import { ErrorBanner } from '../errors/error-banner.tsx';
import { useUnlocked } from '../session/session-context.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from '../ui/list-page.module.css';
import { PageHeading } from '../ui/page-heading.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Told } from '../ways-in/told.tsx';
import { useWaysIn } from '../ways-in/use-ways-in.ts';

/** The person's own ways in. */
export function SecurityRoute() {
  const { account } = useUnlocked();
  const { data, isError, isPending, error, refetch } = useWaysIn();
  const password = data?.ways.find(({ kind }) => kind === 'password');
  return (
    <div className={classNames(styles['page'], styles['spaced'])}>
      <header className={styles['head']}>
        <PageHeading documentTitle="Security">Security</PageHeading>
        <p className={styles['lead']}>
          How you get in, and where you are. It is yours alone, the same in all your accounts: the other
          people of an account do not see it and cannot change it.
        </p>
      </header>
      {isError && (
        <ErrorBanner error={error} actions={<Button onPress={() => void refetch()}>Try again</Button>} />
      )}
      {isPending && <Skeleton lines={6} label="Fetching your ways in…" />}
      {data !== undefined && (
        <Told>
          {password !== undefined && <PasswordSection password={password} email={account.email} />}
          <KitSection waysIn={data} />
          <PasskeysSection />
          <SecondStepSection />
          <BrowsersSection waysIn={data} />
          <SessionsSection waysIn={data} />
        </Told>
      )}
    </div>
  );
}
