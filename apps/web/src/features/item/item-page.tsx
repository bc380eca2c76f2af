import type { ItemId } from '@commonseal/protocol';
import type { ItemSummary } from '@commonseal/vault';
import type { ReactNode } from 'react';
import { useItem, useSync } from '../../account-data/queries.ts';
import { errorWords } from '../../errors/error-words.ts';
import { sizeWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { mediaEssence } from '@commonseal/content/file-form';
import { mediaKindWords } from '../../text/media-kind.ts';
import { Moment } from '../../ui/moment.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DownloadButton } from './download-button.tsx';
import { FoundByPrograms } from './found-by-programs.tsx';
import { FoundQuotes } from './found-quotes.tsx';
import { ItemBody } from './item-body.tsx';
import styles from './item-page.module.css';
import { Provenance } from './provenance.tsx';
import { kindOf } from './kind-of.ts';

export interface ItemPageProps {
  readonly itemId: ItemId;
  /** The way back to the list, where the list is not beside it. */
  readonly back: ReactNode;
  /** Beside the title. */
  readonly marks: ReactNode;
}

export function ItemPage({ itemId, back, marks }: ItemPageProps) {
  const item = useItem(itemId);
  const sync = useSync();
  return (
    <article className={styles['page']}>
      {back}
      {item !== undefined && <Item item={item} marks={marks} />}
      {item === undefined && sync.isPending && <Skeleton lines={6} label="Looking for it…" />}
      {item === undefined && !sync.isPending && (
        <>
          <PageHeading level={2} documentTitle="Not found">
            {errorWords.item_not_found.title}
          </PageHeading>
          <p>{errorWords.item_not_found.advice}</p>
        </>
      )}
    </article>
  );
}

function Item({ item, marks }: { readonly item: ItemSummary; readonly marks: ReactNode }) {
  const { header } = item;
  const from = plainLine(header.from);
  return (
    <>
      <header className={styles['head']}>
        <div className={styles['titleLine']}>
          <PageHeading level={2} documentTitle="Item" focusKey={item.itemId}>
            {plainLine(header.title) || 'Untitled'}
          </PageHeading>
          {marks}
        </div>
        <dl className={styles['facts']}>
          {from !== '' && <Fact name="From" value={<bdi>{from}</bdi>} />}
          <Fact name="Date" value={<Moment timeMs={header.receivedAtMs} />} />
          {header.source !== '' && <Fact name="Taken from" value={<bdi>{plainLine(header.source)}</bdi>} />}
          <Fact
            name="Kind"
            value={`${mediaKindWords(kindOf(header))} (${plainLine(mediaEssence(header.mediaType)) || 'unknown type'}), ${sizeWords(header.size)}`}
          />
        </dl>
        <Provenance item={item} />
        <DownloadButton item={item} key={item.itemId} />
      </header>
      <FoundQuotes itemId={item.itemId} key={`quotes ${item.itemId}`}>
        <FoundByPrograms itemId={item.itemId} />
        <ItemBody item={item} />
      </FoundQuotes>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
