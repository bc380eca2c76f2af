import type { ItemId } from '@commonseal/protocol';
import type { Analytics, ItemSummary } from '@commonseal/vault';
import { useMemo } from 'react';
import { useItems } from '../../account-data/queries.ts';
import { countWords, sizeWords } from '../../text/amounts.ts';
import { AlikeList } from './alike-list.tsx';
import styles from './analytics-page.module.css';
import { rowsChart, volumeChart } from './chart.ts';
import { FigurePart } from './figure-part.tsx';
import type { FigureTable } from './figure-table.ts';
import { MonthsPart } from './months-part.tsx';
import type { ShownItems } from './shown-items.ts';
import {
  attachmentTable,
  basisWords,
  coverageTable,
  currencyTable,
  languageTable,
  likeGroups,
  likeTable,
  peopleBasisWords,
  peopleTable,
  sourceTable,
  volumeTable,
} from './tables.ts';
import { volumeOf } from './volume.ts';

export interface FiguresProps {
  readonly analytics: Analytics;
  readonly saveFile: (file: Blob, name: string) => void;
  readonly onShow: (shown: ShownItems) => void;
}

export function Figures({ analytics, saveFile, onShow }: FiguresProps) {
  const parts = useMemo(() => partsOf(analytics), [analytics]);
  const common = { saveFile, onShow };
  const coverageOf = (analyser: string) =>
    analytics.coverage.find((coverage) => coverage.analyser === analyser);
  const basis = (analyser: string) => basisWords(coverageOf(analyser));
  const nothing = (analyser: string, words: string) =>
    isRead(analytics, analyser) ? words : 'Nothing has been read for this yet.';
  const { data: items } = useItems();
  const groups = useMemo(() => likeGroups(analytics.alike, byId(items ?? [])), [analytics, items]);
  return (
    <>
      <p role="status" className={styles['all']}>
        {countWords(analytics.items, 'item')}, {sizeWords(analytics.bytes)}
      </p>
      <FigurePart
        {...common}
        {...parts.volume}
        title="Volume over time"
        fileName="volume"
        nothing="Nothing has a date."
        isWide
      />
      <FigurePart
        {...common}
        {...parts.sources}
        title="Sources"
        fileName="sources"
        nothing="No source delivered anything."
      />
      <FigurePart
        {...common}
        {...parts.languages}
        title="Languages"
        fileName="languages"
        nothing={nothing('language', 'No text was found whose language could be told.')}
        basis={basis('language')}
      />
      <FigurePart
        {...common}
        {...parts.senders}
        title="Senders"
        fileName="senders"
        nothing={nothing('people', 'No message was found that says who it is from.')}
        basis={peopleBasisWords(coverageOf('people'), analytics.otherSenders)}
      />
      <FigurePart
        {...common}
        {...parts.correspondents}
        title="Correspondents"
        fileName="correspondents"
        nothing={nothing('people', 'No message was found that says whom it is for.')}
        basis={peopleBasisWords(coverageOf('people'), analytics.otherCorrespondents)}
      />
      <FigurePart
        {...common}
        {...parts.currencies}
        title="Amounts by currency"
        fileName="amounts"
        nothing={nothing('amounts', 'No amount of money was found in any text.')}
        basis={basis('amounts')}
        isWide
      />
      <MonthsPart
        {...common}
        currencies={analytics.currencies}
        basis={basis('amounts')}
        nothing={nothing('amounts', 'No amount of money was found in any text.')}
      />
      <FigurePart
        {...common}
        {...parts.attachments}
        title="Attachments"
        fileName="attachments"
        nothing={nothing('attachments', 'No message with an attachment was found.')}
        basis={basis('attachments')}
        isWide
      />
      <FigurePart
        {...common}
        table={likeTable(groups)}
        title="Nearly the same"
        fileName="nearly-the-same"
        nothing={nothing('likeness', 'No two items were found that say nearly the same.')}
        basis={basis('likeness')}
        isWide
      >
        <AlikeList groups={groups} onShow={onShow} />
      </FigurePart>
      <FigurePart
        {...common}
        table={parts.coverage}
        title="What these figures come from"
        fileName="what-was-read"
        nothing="Nothing has been read yet."
        basis="Volume and sources come from what each delivery says of itself. All else was found by programs that read the items: a worker that an owner has let read, or a member’s browser."
        isWide
      />
    </>
  );
}

function isRead({ coverage }: Analytics, analyser: string): boolean {
  return coverage.some((one) => one.analyser === analyser && one.current + one.stale > 0);
}

function byId(items: readonly ItemSummary[]): ReadonlyMap<ItemId, ItemSummary> {
  return new Map(items.map((item) => [item.itemId, item]));
}

function partsOf(analytics: Analytics) {
  const volume = volumeOf(analytics);
  const drawn = (title: string, table: FigureTable, column: number, one = 'item') => ({
    table,
    chart: rowsChart(title, table, column, one),
  });
  return {
    volume: { table: volumeTable(volume), chart: volumeChart(volume) },
    sources: drawn('Sources', sourceTable(analytics), 1),
    languages: drawn('Languages', languageTable(analytics), 1),
    senders: drawn('Senders', peopleTable(analytics.senders, 'sender'), 2),
    correspondents: drawn('Correspondents', peopleTable(analytics.correspondents, 'correspondent'), 2),
    currencies: drawn('Amounts by currency', currencyTable(analytics), 2, 'amount'),
    attachments: drawn('Attachments', attachmentTable(analytics), 3, 'attachment'),
    coverage: coverageTable(analytics),
  };
}
