import type { WayIn, WaysIn } from '@commonseal/vault';
import type { Arrival } from '../../session/session.ts';
import { dateWords } from '../../text/dates.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { wayName } from '../../ways-in/way-words.ts';
import { WaysInError } from '../../ways-in/ways-in-error.tsx';
import { kitsOf } from './known-kits.ts';
import styles from '../../printed/print-page.module.css';
import { WaysStillThere, type WaysStillThereProps } from './ways-still-there.tsx';

export interface OfferStepProps {
  readonly arrival: Arrival | undefined;
  /** Undefined while they are looked up. */
  readonly waysIn: WaysIn | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onMake: () => void;
  readonly onLater: () => void;
  readonly onSecurity: () => void;
  readonly vault: WaysStillThereProps['vault'];
}

export function OfferStep(props: OfferStepProps) {
  const { arrival, waysIn, error, isPending, onMake, onLater, onSecurity, vault } = props;
  return (
    <section className={styles['step']}>
      {arrival === 'recovered' && <Recovered waysIn={waysIn} onSecurity={onSecurity} vault={vault} />}
      {arrival === 'let-back-in' && <LetBackIn />}
      <PageHeading documentTitle="Recovery kit">
        {arrival === 'recovered' || arrival === 'let-back-in'
          ? 'Make a new recovery kit'
          : 'Make a recovery kit'}
      </PageHeading>
      <p className={styles['lead']}>
        A page to print, with a code that lets you back in when your password is forgotten. The people who run
        this server cannot do that: they do not have your keys.
      </p>
      <ul className={consequences['consequences']}>
        <li>It is made on this device. The server never sees the code.</li>
        <li>
          Keep it on paper, where you keep other things that must not be lost. Whoever holds it gets in.
        </li>
        <li>It can be used once. Then you set a new password, and are offered a new kit.</li>
        {waysIn !== undefined && <Present waysIn={waysIn} />}
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

function LetBackIn() {
  return (
    <Banner tone="info" title="You are in again, with your new password">
      <ul className={consequences['consequences']}>
        <li>
          Your old password, passkeys, recovery kits and browsers let nobody into this account any more. Into
          another one they do until it has let you back in, too.
        </li>
        <li>All content is there. What you had read and starred begins anew.</li>
        <li>It stands in the account’s record, for everybody in it to see.</li>
      </ul>
    </Banner>
  );
}

/** What becomes of the kits that there are. */
function Present({ waysIn }: { readonly waysIn: WaysIn }) {
  const kits = kitsOf(waysIn.ways);
  const inTheWay = kits.find(({ credentialId }) => credentialId === waysIn.kitInTheWay?.credentialId);
  const stays = kits.filter((kit) => kit !== inTheWay);
  return (
    <>
      {inTheWay !== undefined && (
        <li>
          <strong>{kitFacts(inTheWay)} stops working as soon as the new one is made</strong>: there can be no
          more than {kits.length}. Your keys are replaced with it, and your other browsers are signed out.
        </li>
      )}
      {stays.map((kit) => (
        <li key={kit.credentialId}>{kitFacts(kit)} works until the new one is confirmed.</li>
      ))}
    </>
  );
}

function kitFacts(kit: WayIn): string {
  const state = kit.isConfirmed ? 'confirmed' : 'not confirmed';
  return `${wayName(kit)} of ${dateWords(kit.madeAtMs)} (${state})`;
}

function Recovered({ waysIn, onSecurity, vault }: WaysStillThereProps) {
  return (
    <Banner tone="info" title="You are in again, with your new password">
      <div className={styles['still']}>
        <ul className={consequences['consequences']}>
          <li>The kit is used up: it opens nothing any more, and you can throw it away.</li>
          <li>All your other browsers are signed out, and none of them unlocks by itself any more.</li>
          <li>
            You have new keys, and each account that you are in has a new key for what comes from now on.
            Nothing of your content is lost.
          </li>
        </ul>
        <WaysStillThere waysIn={waysIn} onSecurity={onSecurity} vault={vault} />
      </div>
    </Banner>
  );
}
