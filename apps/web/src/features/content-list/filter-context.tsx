import { type ReactNode, createContext, use, useMemo, useState } from 'react';
import { type Filters, noFilters } from './filters.ts';

export interface Filtering {
  readonly filters: Filters;
  readonly change: (part: Partial<Filters>) => void;
  readonly clear: () => void;
}

const FilteringContext = createContext<Filtering | undefined>(undefined);

/**
 * In memory only, above all pages of an unlocked account: words, senders and names of sources are content, and an address
 * with them would stay in the browser's history.
 */
export function FilterProvider({ children }: { readonly children: ReactNode }) {
  const [filters, setFilters] = useState(noFilters);
  const filtering = useMemo(
    () => ({
      filters,
      change: (part: Partial<Filters>) => setFilters((now) => ({ ...now, ...part })),
      clear: () => setFilters(noFilters),
    }),
    [filters],
  );
  return <FilteringContext value={filtering}>{children}</FilteringContext>;
}

export function useFiltering(): Filtering {
  const filtering = use(FilteringContext);
  if (filtering === undefined) throw new TypeError('no FilterProvider above this component');
  return filtering;
}
