import type { WaysIn } from '@commonseal/vault';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { SignInMeans, type SignInMeansProps } from '../../ways-in/sign-in-means.tsx';
import { wayName, wayTimes } from '../../ways-in/way-words.ts';
import styles from '../../printed/print-page.module.css';

export interface WaysStillThereProps {
  /** Undefined while they are looked up. */
  readonly waysIn: WaysIn | undefined;
  readonly onSecurity: () => void;
  readonly vault: SignInMeansProps['vault'];
}

/** After a recovery: whoever knew the old password may have added one. */
export function WaysStillThere({ waysIn, onSecurity, vault }: WaysStillThereProps) {
  if (waysIn === undefined) return null;
  const staying = waysIn.ways.filter(({ kind }) => kind !== 'password');
  return (
    <>
      {staying.length > 0 && <Opening staying={staying} onSecurity={onSecurity} />}
      <SignInMeans vault={vault} waysIn={waysIn} />
    </>
  );
}

interface OpeningProps {
  readonly staying: WaysIn['ways'];
  readonly onSecurity: () => void;
}

function Opening({ staying, onSecurity }: OpeningProps) {
  return (
    <div className={styles['still']}>
      <p>These ways in are still there, and open your content. If you do not know one, take it away.</p>
      <ul className={consequences['consequences']} aria-label="Ways in that are still there">
        {staying.map((way) => (
          <li key={way.credentialId}>
            {wayName(way)}. {wayTimes(way)}
          </li>
        ))}
      </ul>
      <div>
        <Button onPress={onSecurity}>Look at them under Security</Button>
      </div>
    </div>
  );
}
