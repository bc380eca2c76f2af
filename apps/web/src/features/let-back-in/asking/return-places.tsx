import type { Return } from '@commonseal/vault';
import form from '../../../ui/form.module.css';
import { CallScript } from './call-script.tsx';
import { PlacePart } from './place-part.tsx';
import { isPending, type ReturnVault } from './use-return.ts';

export interface ReturnPlacesProps {
  readonly asked: Return;
  readonly vault: ReturnVault;
}

/** Each account that was asked, with its own words. */
export function ReturnPlaces({ asked, vault }: ReturnPlacesProps) {
  const { places } = asked;
  return (
    <>
      {places.length > 1 && (
        <p className={form['lead']}>
          You asked in {places.length} accounts. Each has words of its own, and somebody of each has to let
          you in. Which is which cannot be told here, for their names are encrypted: begin with the first, and
          if your teammate’s page does not take its words, tell those of the next.
        </p>
      )}
      {places.map((place, index) => (
        <PlacePart
          key={place.accountId}
          place={place}
          vault={vault}
          name={places.length > 1 ? `Account ${index + 1} of ${places.length}` : undefined}
        />
      ))}
      {isPending(asked) && <CallScript />}
    </>
  );
}
