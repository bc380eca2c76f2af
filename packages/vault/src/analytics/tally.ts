import type { WriterId } from '@commonseal/protocol';
import type { Analytics, AnalyticsScope, Coverage, CurrencyFigures, PersonCount } from '../analytics-api.ts';
import { compareVersions } from '../content/compare-versions.ts';
import { type FiguredAnalyser, figuredAnalysers } from './analysers.ts';
import { type Contribution, dayOf, monthOf } from './contribution.ts';
import { CountedRows, compareText } from './counted-rows.ts';
import { decimalText } from './decimal.ts';
import type { NamedAddress, Part } from './part.ts';

type Sign = 1 | -1;

export function isWithin(
  { fromMs, beforeMs, writerId }: AnalyticsScope,
  item: Pick<Contribution, 'receivedAtMs' | 'writerId'>,
): boolean {
  return (
    (fromMs === undefined || item.receivedAtMs >= fromMs) &&
    (beforeMs === undefined || item.receivedAtMs < beforeMs) &&
    (writerId === undefined || item.writerId === writerId)
  );
}

/** Figures over the items of a scope, of which each can be taken out again. */
export class Tally {
  #items = 0;
  #bytes = 0;
  readonly #volume = new CountedRows(() => ({ items: 0, bytes: 0, day: '', dayStartMs: 0 }));
  readonly #sources = new CountedRows(() => ({ items: 0, bytes: 0 }));
  #otherSenders = 0;
  #otherCorrespondents = 0;
  readonly #senders = new People();
  readonly #correspondents = new People();
  readonly #languages = new CountedRows(() => ({ items: 0 }));
  readonly #currencies = new CountedRows(() => new CurrencyTally());
  readonly #attachments = new CountedRows(() => ({ items: 0, attachments: 0, bytes: 0 }));
  readonly #versions = new Map<FiguredAnalyser, CountedRows<Heard>>(
    figuredAnalysers.map((name) => [name, new CountedRows(newHeard)]),
  );

  /** @param sign 1 for an item that comes, -1 for one that goes: as it came */
  change(contribution: Contribution, sign: Sign): void {
    const { writerId, receivedAtMs, bytes, heard } = contribution;
    this.#items += sign;
    this.#bytes += sign * bytes;
    const day = dayOf(receivedAtMs);
    this.#volume.change(`${writerId}/${day}`, sign, (row) => {
      row.bytes += sign * bytes;
      row.day = day;
      row.dayStartMs = Math.floor(receivedAtMs / dayMs);
    });
    this.#sources.change(writerId, sign, (row) => {
      row.bytes += sign * bytes;
    });
    for (const [analyser, { version, part }] of heard) {
      this.#versions.get(analyser)?.change(version, sign, (row) => {
        if (part.state !== 'found') row[part.state] += sign;
      });
      this.#changePart(part, monthOf(receivedAtMs), sign);
    }
  }

  #changePart(part: Part, month: string, sign: Sign): void {
    const { senders = [], correspondents = [], language, amounts = [], attachments = [] } = part;
    for (const person of senders) this.#senders.change(person, sign);
    for (const person of correspondents) this.#correspondents.change(person, sign);
    if (part.hasOtherSenders === true) this.#otherSenders += sign;
    if (part.hasOtherCorrespondents === true) this.#otherCorrespondents += sign;
    if (language !== undefined) this.#languages.change(language, sign);
    for (const [currency, values] of grouped(amounts, (amount) => amount.currency))
      this.#currencies.change(currency, sign, (row) => row.change(values, month, sign));
    for (const [mediaType, those] of grouped(attachments, (attachment) => attachment.mediaType))
      this.#attachments.change(mediaType, sign, (row) => {
        row.attachments += sign * those.length;
        for (const { size } of those) row.bytes += sign * size;
      });
  }

  /** Versions of an analyser that are the newest of some item. */
  versionsOf(analyser: FiguredAnalyser): string[] {
    return Array.from(this.#versions.get(analyser)?.all ?? [], ([version]) => version);
  }

  /** @param newest by analyser, none older than what is counted here */
  describe(
    names: ReadonlyMap<WriterId, string>,
    newest: ReadonlyMap<FiguredAnalyser, string>,
  ): Omit<Analytics, 'alike'> {
    return {
      items: this.#items,
      bytes: this.#bytes,
      volume: Array.from(this.#volume.all, ([key, row]) => ({
        ...row,
        writerId: key.slice(0, key.indexOf('/')) as WriterId,
      }))
        .toSorted(
          (left, right) => left.dayStartMs - right.dayStartMs || compareText(left.writerId, right.writerId),
        )
        .map(({ day, writerId, items, bytes }) => ({ day, writerId, items, bytes })),
      sources: Array.from(this.#sources.mostFrequent(), ([key, row]) => ({
        writerId: key as WriterId,
        name: names.get(key as WriterId) ?? '',
        ...row,
      })).toSorted((left, right) => right.items - left.items || compareText(left.name, right.name)),
      senders: this.#senders.describe(),
      otherSenders: this.#otherSenders,
      correspondents: this.#correspondents.describe(),
      otherCorrespondents: this.#otherCorrespondents,
      languages: Array.from(this.#languages.mostFrequent(), ([language, { items }]) => ({ language, items })),
      currencies: Array.from(this.#currencies.mostFrequent(), ([currency, row]) => row.describe(currency)),
      attachments: Array.from(this.#attachments.mostFrequent(), ([mediaType, row]) => ({
        mediaType,
        ...row,
      })),
      coverage: figuredAnalysers.map((analyser) => this.#coverageOf(analyser, newest.get(analyser) ?? '')),
    };
  }

  #coverageOf(analyser: FiguredAnalyser, newest: string): Coverage {
    const coverage = { current: 0, failed: 0, stale: 0, unreadable: 0 };
    for (const [version, { items, failed, unreadable }] of this.#versions.get(analyser)?.all ?? []) {
      const isCurrent = compareVersions(version, newest) >= 0;
      coverage[isCurrent ? 'current' : 'stale'] += items - unreadable;
      if (isCurrent) coverage.failed += failed;
      coverage.unreadable += unreadable;
    }
    return {
      analyser,
      newest,
      ...coverage,
      missing: this.#items - coverage.current - coverage.stale,
    };
  }
}

const dayMs = 86_400_000;

interface Heard {
  items: number;
  failed: number;
  unreadable: number;
}

const newHeard = (): Heard => ({ items: 0, failed: 0, unreadable: 0 });

function grouped<T>(entries: readonly T[], keyOf: (entry: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

class People {
  readonly #rows = new CountedRows(() => ({ items: 0, names: new CountedRows(() => ({ items: 0 })) }));

  change({ address, names }: NamedAddress, sign: Sign): void {
    this.#rows.change(address, sign, (row) => {
      for (const name of names) row.names.change(name, sign);
    });
  }

  describe(): PersonCount[] {
    return Array.from(this.#rows.mostFrequent(), ([address, { items, names }]) => {
      const [mostFrequent] = names.mostFrequent();
      return { address, name: mostFrequent?.[0] ?? '', items };
    });
  }
}

class CurrencyTally {
  items = 0;
  #amounts = 0;
  #sum = 0n;
  /** How often each is there: for the smallest and the largest of those that stay. */
  readonly #values = new Map<bigint, number>();
  readonly #months = new CountedRows(() => ({ items: 0, amounts: 0, sum: 0n }));

  change(amounts: readonly { readonly value: bigint }[], month: string, sign: Sign): void {
    const sum = amounts.reduce((total, { value }) => total + value, 0n) * BigInt(sign);
    this.#amounts += sign * amounts.length;
    this.#sum += sum;
    for (const { value } of amounts) {
      const count = (this.#values.get(value) ?? 0) + sign;
      if (count === 0) this.#values.delete(value);
      else this.#values.set(value, count);
    }
    this.#months.change(month, sign, (row) => {
      row.amounts += sign * amounts.length;
      row.sum += sum;
    });
  }

  describe(currency: string): CurrencyFigures {
    let [smallest] = this.#values.keys();
    let largest = smallest;
    for (const value of this.#values.keys()) {
      if (smallest === undefined || value < smallest) smallest = value;
      if (largest === undefined || value > largest) largest = value;
    }
    return {
      currency,
      items: this.items,
      amounts: this.#amounts,
      sum: decimalText(this.#sum),
      smallest: decimalText(smallest ?? 0n),
      largest: decimalText(largest ?? 0n),
      months: [...this.#months.all]
        .toSorted(([left], [right]) => compareMonths(left, right))
        .map(([month, { amounts, sum }]) => ({ month, amounts, sum: decimalText(sum) })),
    };
  }
}

/** Years before 0 and after 9999 are written with a sign. */
function compareMonths(left: string, right: string): number {
  const order = (month: string) => Number(month.slice(0, -3)) * 12 + Number(month.slice(-2));
  return order(left) - order(right);
}
