import type { Arrival } from '../../session/session.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import styles from './kit-page.module.css';

export interface OfferStepProps {
  readonly arrival: Arrival | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onMake: () => void;
  readonly onLater: () => void;
}

export function OfferStep({ arrival, error, isPending, onMake, onLater }: OfferStepProps) {
  return (
    <section className={styles['step']}>
      {arrival === 'recovered' && <Recovered />}
      <PageHeading documentTitle="Recovery kit">
        {arrival === 'recovered' ? 'Make a new recovery kit' : 'Make a recovery kit'}
      </PageHeading>
      <p className={styles['lead']}>
        A page to print, with a code that lets you back in when your password is forgotten. Without it nobody
        can: the people who run this server do not have your keys.
      </p>
      <ul className={consequences['consequences']}>
        <li>It is made on this device. The server never sees the code.</li>
        <li>
          Keep it on paper, where you keep other things that must not be lost. Whoever holds it gets in.
        </li>
        <li>It can be used once. Then you set a new password, and are offered a new kit.</li>
        <li>If you have a kit already, that one works until the new one is confirmed.</li>
      </ul>
      {error !== null && (
        <WaysInError
          error={error}
          ifUnsettled="It is not known whether the kit was made. Nobody has its code, so it opens nothing. Try again."
        />
      )}
      <div className={styles['actions']}>
        <Button variant="primary" isPending={isPending} onPress={onMake}>
          Make my kit
        </Button>
        <Button onPress={onLater} isDisabled={isPending}>
          Later
        </Button>
      </div>
      <p className={styles['soft']}>Later: you are reminded, and find it under Security.</p>
    </section>
  );
}

function Recovered() {
  return (
    <Banner tone="info" title="You are in again, with your new password">
      <ul className={consequences['consequences']}>
        <li>The kit is used up: it opens nothing any more, and you can throw it away.</li>
        <li>All your other browsers are signed out. Your passkeys keep working.</li>
        <li>
          You have new keys, and each account that you are in has a new key for what comes from now on.
          Nothing of your content is lost.
        </li>
      </ul>
    </Banner>
  );
}
