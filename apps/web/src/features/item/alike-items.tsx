import type { ItemId } from '@commonseal/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queryKeys, useItems } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { useUnlocked } from '../../session/session-context.ts';
import { amountWords, countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './found-by-programs.module.css';

/** At first. */
const fewLinks = 6;
/** More are in the list that the page Analytics opens. */
const mostLinks = 200;

export interface AlikeItemsProps {
  readonly itemId: ItemId;
  /** Of the item, as the program counted them. */
  readonly words: number;
}

/** Items that say nearly the same. Looked for when somebody asks: it takes what was found about all items. */
export function AlikeItems({ itemId, words }: AlikeItemsProps) {
  const { vault } = useUnlocked();
  const [isAsked, setAsked] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const { data: items = [] } = useItems();
  const alike = useQuery({
    queryKey: [...queryKeys.results, 'alike', itemId],
    queryFn: () => vault.itemsBehind({}, { kind: 'alike', itemId }),
    enabled: isAsked,
  });
  const others = new Set(alike.data?.filter((other) => other !== itemId));
  const listed = items.filter((item) => others.has(item.itemId));
  return (
    <div className={styles['finding']}>
      <p>Its wording can be compared: {countWords(words, 'word')}.</p>
      {!isAsked && (
        <div>
          <Button onPress={() => setAsked(true)}>Look for items that say nearly the same</Button>
        </div>
      )}
      {isAsked && alike.isPending && <Skeleton lines={1} label="Comparing…" />}
      {alike.error !== null && <ErrorBanner error={alike.error} />}
      {alike.data !== undefined && (
        <p role="status">
          {listed.length === 0
            ? 'No other item says nearly the same.'
            : `${countWords(listed.length, 'other item says', 'other items say')} nearly the same:`}
        </p>
      )}
      {listed.length > 0 && (
        <ul className={styles['list']} aria-label="Items that say nearly the same">
          {listed.slice(0, isWhole ? mostLinks : fewLinks).map(({ itemId: other, header }) => (
            <li key={other}>
              <Link to="/content/$itemId" params={{ itemId: other }}>
                <bdi>{plainLine(header.title) || 'Untitled'}</bdi>
              </Link>{' '}
              <span className={classNames(styles['note'], styles['date'])}>
                {dateWords(header.receivedAtMs)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {listed.length > fewLinks && (
        <div>
          <Button variant="quiet" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : `Show all ${amountWords(Math.min(listed.length, mostLinks))}`}
          </Button>
        </div>
      )}
      {isWhole && listed.length > mostLinks && (
        <p>The first {mostLinks} are listed; the page Analytics leads to all of them.</p>
      )}
    </div>
  );
}
