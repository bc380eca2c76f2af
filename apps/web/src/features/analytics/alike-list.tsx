import { Link } from '@tanstack/react-router';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { countWords } from '../../text/amounts.ts';
import { Button } from '../../ui/button.tsx';
import styles from './alike-list.module.css';
import type { ShownItems } from './shown-items.ts';
import type { LikeGroup } from './tables.ts';

/** At first. */
const fewGroups = 6;
const mostGroups = 200;
/** Of each; the list has all of them. */
const fewItems = 3;

export interface AlikeListProps {
  readonly groups: readonly LikeGroup[];
  readonly onShow: (shown: ShownItems) => void;
}

/** Items that say nearly the same, each a link. */
export function AlikeList({ groups, onShow }: AlikeListProps) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <ol className={styles['groups']} aria-label="Groups of items that say nearly the same">
        {groups.slice(0, isWhole ? mostGroups : fewGroups).map((group) => (
          <li key={group.key} className={styles['group']}>
            <ul className={styles['items']}>
              {group.items.slice(0, fewItems).map(({ itemId, title, from, dated }) => (
                <li key={itemId} className={styles['item']}>
                  <Link to="/content/$itemId" params={{ itemId }}>
                    <bdi>{title}</bdi>
                  </Link>
                  <span className={styles['facts']}>
                    {from !== '' && (
                      <>
                        <bdi>{from}</bdi>,{' '}
                      </>
                    )}
                    {dated}
                  </span>
                </li>
              ))}
            </ul>
            <Button
              variant="quiet"
              icon={<ListFilter size={16} aria-hidden="true" />}
              aria-label={`Show these ${group.items.length.toLocaleString()} in the list: ${group.shown.words}`}
              onPress={() => onShow(group.shown)}
            >
              {group.items.length > fewItems
                ? `All ${group.items.length.toLocaleString()} in the list`
                : 'In the list'}
            </Button>
          </li>
        ))}
      </ol>
      {groups.length > fewGroups && (
        <Button variant="quiet" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${countWords(Math.min(groups.length, mostGroups), 'group')}`}
        </Button>
      )}
    </>
  );
}
