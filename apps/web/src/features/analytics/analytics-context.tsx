import { type ReactNode, createContext, use, useMemo, useState } from 'react';
import { type Choices, allContent } from './choices.ts';
import { type ReadingHere, useReadingHere } from './use-reading-here.ts';

export interface AnalyticsValue {
  readonly choices: Choices;
  readonly choose: (part: Partial<Choices>) => void;
  readonly reading: ReadingHere;
}

const AnalyticsContext = createContext<AnalyticsValue | undefined>(undefined);

/**
 * Above all pages of an unlocked account: whoever looks at the items behind a figure finds the page as they left it, and what
 * is being read goes on meanwhile. In memory only, like the filters of the list.
 */
export function AnalyticsProvider({ children }: { readonly children: ReactNode }) {
  const [choices, setChoices] = useState(allContent);
  const reading = useReadingHere();
  const value = useMemo(
    () => ({
      choices,
      choose: (part: Partial<Choices>) => setChoices((now) => ({ ...now, ...part })),
      reading,
    }),
    [choices, reading],
  );
  return <AnalyticsContext value={value}>{children}</AnalyticsContext>;
}

export function useAnalyticsPage(): AnalyticsValue {
  const value = use(AnalyticsContext);
  if (value === undefined) throw new TypeError('no AnalyticsProvider above this component');
  return value;
}
