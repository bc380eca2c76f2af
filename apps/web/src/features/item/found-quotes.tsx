import type { Finding, ItemId } from '@commonseal/protocol';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, use } from 'react';
import { useUnlocked } from '../../session/session-context.ts';
import { openedResultQuery, resultsQuery } from './results-queries.ts';

const none: readonly string[] = [];
const FoundQuotesContext = createContext(none);

/** As they stand in the item; never the same array for others. */
export function useFoundQuotes(): readonly string[] {
  return use(FoundQuotesContext);
}

const quotesIn = (finding: Finding) =>
  finding.kind === 'amounts' ? finding.amounts.map(({ quote }) => quote) : none;

export interface FoundQuotesProps {
  readonly itemId: ItemId;
  readonly children: ReactNode;
}

/** What programs quote from the item, for whatever shows its text below. */
export function FoundQuotes({ itemId, children }: FoundQuotesProps) {
  const { vault } = useUnlocked();
  const { data: results = [] } = useQuery(resultsQuery(vault, itemId));
  const amounts = results.find(({ analyser, isNewest }) => analyser === 'amounts' && isNewest);
  const { data: quotes = none } = useQuery({
    ...openedResultQuery(vault, amounts?.resultId ?? itemId),
    enabled: amounts !== undefined,
    select: quotesIn,
  });
  return <FoundQuotesContext value={quotes}>{children}</FoundQuotesContext>;
}
