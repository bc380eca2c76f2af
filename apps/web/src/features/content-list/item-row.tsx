import type { ItemSummary } from '@commonseal/vault';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { sizeWords } from '../../text/amounts.ts';
import { listDateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { mediaKind, mediaKindWords } from '../../text/media-kind.ts';
import { MediaIcon } from '../../ui/media-icon.tsx';
import { Moment } from '../../ui/moment.tsx';
import { StarButton } from '../../ui/star-button.tsx';
import styles from './item-row.module.css';

export interface ItemRowProps {
  readonly item: ItemSummary;
  readonly index: number;
  /** The one row that Tab reaches; the others are reached from it by arrow keys. */
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (itemId: string, isRange: boolean) => void;
  readonly onStar: (item: ItemSummary) => void;
}

export const ItemRow = memo(function ItemRow(props: ItemRowProps) {
  const { item, index, isTabStop, isSelected, onSelect, onStar } = props;
  const { header } = item;
  const kind = mediaKind(header.mediaType);
  const title = plainLine(header.title) || 'Untitled';
  const fileName = plainLine(header.fileName);
  const second = plainLine(header.from) || (fileName === title ? mediaKindWords(kind) : fileName);
  return (
    <div
      className={styles['place']}
      data-selected={isSelected || undefined}
      data-unread={!item.isRead || undefined}
      data-starred={item.isStarred || undefined}
    >
      <Link
        to="/content/$itemId"
        params={{ itemId: item.itemId }}
        className={styles['row'] ?? ''}
        tabIndex={isTabStop ? 0 : -1}
        data-row={index}
      >
        {!item.isRead && <span className={styles['unread']}>Unread</span>}
        <span className={styles['icon']}>
          <MediaIcon kind={kind} />
        </span>
        <span className={styles['title']} dir="auto">
          {title}
        </span>
        <span className={styles['date']}>
          <Moment timeMs={header.receivedAtMs} words={listDateWords} />
        </span>
        <span className={styles['from']} dir="auto">
          {second}
        </span>
        <span className={styles['origin']}>
          <bdi>{plainLine(item.sourceName)}</bdi> · {sizeWords(header.size)}
        </span>
      </Link>
      <label className={styles['tick']}>
        <input
          type="checkbox"
          aria-label={`Select ${title}`}
          checked={isSelected}
          tabIndex={isTabStop ? 0 : -1}
          onChange={({ nativeEvent }) =>
            onSelect(item.itemId, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
          }
        />
      </label>
      <div className={styles['star']}>
        <StarButton
          label={`Star ${title}`}
          isStarred={item.isStarred}
          tabIndex={isTabStop ? 0 : -1}
          onToggle={() => onStar(item)}
        />
      </div>
    </div>
  );
});
