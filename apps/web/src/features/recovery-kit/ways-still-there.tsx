import type { WaysIn } from '@commonseal/vault';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { wayName, wayTimes } from '../../ways-in/way-words.ts';
import styles from './kit-page.module.css';

export interface WaysStillThereProps {
  /** Undefined while they are looked up. */
  readonly waysIn: WaysIn | undefined;
  readonly onSecurity: () => void;
}

/** After a recovery: whoever knew the old password may have added one. */
export function WaysStillThere({ waysIn, onSecurity }: WaysStillThereProps) {
  const staying = waysIn?.ways.filter(({ kind }) => kind !== 'password') ?? [];
  if (staying.length === 0) return null;
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
