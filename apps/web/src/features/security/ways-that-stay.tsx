import type { CredentialId } from '@commonseal/protocol';
import type { WayIn, WaysIn } from '@commonseal/vault';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SignInMeans, type SignInMeansProps } from '../../ways-in/sign-in-means.tsx';
import { wayName, wayTimes } from '../../ways-in/way-words.ts';
import styles from './ways-that-stay.module.css';

export interface WaysThatStayProps {
  readonly vault: SignInMeansProps['vault'];
  readonly waysIn: WaysIn;
  /** Those that are to be taken away. */
  readonly chosen: ReadonlySet<CredentialId>;
  readonly onChoose: (chosen: ReadonlySet<CredentialId>) => void;
  readonly isDisabled: boolean;
}

/** All but the password. */
export function otherWays({ ways }: WaysIn): readonly WayIn[] {
  return ways.filter(({ kind }) => kind !== 'password');
}

/** Whoever knew a password may have added a way in of their own: here it is found, and taken away. */
export function WaysThatStay({ vault, waysIn, chosen, onChoose, isDisabled }: WaysThatStayProps) {
  const ways = otherWays(waysIn);
  const signInOnly = <SignInMeans vault={vault} waysIn={waysIn} isDisabled={isDisabled} />;
  if (ways.length === 0) {
    return (
      <div className={styles['stay']}>
        <p>Besides your password there is no way in that opens your content.</p>
        {signInOnly}
      </div>
    );
  }
  const toggle = (credentialId: CredentialId, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(credentialId);
    else next.delete(credentialId);
    onChoose(next);
  };
  return (
    <fieldset className={styles['stay']} disabled={isDisabled}>
      <legend>Take away too</legend>
      <p>
        These ways in stay, and get your new keys. Whoever knew your password may have added one: tick what
        you do not know, or have no longer.
      </p>
      {ways.map((way) => (
        <Checkbox
          key={way.credentialId}
          words={wayName(way)}
          note={wayTimes(way)}
          isSelected={chosen.has(way.credentialId)}
          onChange={(isChosen) => toggle(way.credentialId, isChosen)}
          isDisabled={isDisabled}
        />
      ))}
      {signInOnly}
    </fieldset>
  );
}
