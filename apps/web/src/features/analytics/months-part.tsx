import type { Analytics } from '@commonseal/vault';
import { useMemo, useState } from 'react';
import { currencyWords } from '../../text/money.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { monthChart } from './chart.ts';
import { FigurePart } from './figure-part.tsx';
import type { FiguresProps } from './figures.tsx';
import { withEmptyMonths } from './months.ts';
import { monthTable } from './tables.ts';

export interface MonthsPartProps extends Pick<FiguresProps, 'saveFile' | 'onShow'> {
  readonly currencies: Analytics['currencies'];
  readonly basis: string | undefined;
  readonly nothing: string;
}

/** Amounts of one currency; of several, sums would mean nothing. */
export function MonthsPart({ currencies, basis, nothing, ...common }: MonthsPartProps) {
  const [chosen, setChosen] = useState('');
  const shown = currencies.find(({ currency }) => currency === chosen) ?? currencies[0];
  const part = useMemo(() => {
    if (shown === undefined) return { table: { heads: [], rows: [] } };
    const { currency, months } = shown;
    return {
      table: monthTable(shown),
      chart: monthChart({ currency, months: withEmptyMonths(months) }),
    };
  }, [shown]);
  return (
    <FigurePart
      {...common}
      {...part}
      title="Sums by month"
      fileName={`sums-by-month-${shown?.currency ?? ''}`}
      nothing={nothing}
      basis={basis}
      isWide
      choice={
        currencies.length > 1 ? (
          <SelectField
            label="Currency"
            value={shown?.currency ?? ''}
            choices={currencies.map(({ currency }) => ({ value: currency, words: currencyWords(currency) }))}
            onChange={setChosen}
          />
        ) : undefined
      }
    />
  );
}
