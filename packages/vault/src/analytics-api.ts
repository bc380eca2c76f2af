import type { AccountId, ItemId, WriterId } from '@commonseal/protocol';
import type { OnProgress } from './api.ts';
import type { CountProgress } from './team-api.ts';

/** What a member's client can be asked for about what the content of the open account says together. A part of `VaultApi`. */
export interface AnalyticsApi {
  /**
   * Figures over the items of a scope. Results that this session has not opened yet are opened first, many at a time.
   * @throws what the connection throws, `cancelled`
   */
  analytics(scope: AnalyticsScope, onProgress?: OnProgress<CountProgress>): Promise<Analytics>;
  /** The items that a figure of the same scope counts, in no order. */
  itemsBehind(scope: AnalyticsScope, figure: Figure): Promise<readonly ItemId[]>;
  /** What `analyseHere` would do now. */
  leftToAnalyse(): Promise<LeftToAnalyse>;
  /**
   * Has this device read, with the newest version of each analyser, what has no such result yet, and delivers what is found to the account.
   * What was delivered when it stops, or is cut off, is not read again. Stops with `cancelled` when another account is open.
   */
  analyseHere(
    into: { readonly accountId: AccountId },
    onProgress?: OnProgress<CountProgress>,
  ): Promise<AnalyseReport>;
}

/** Everything where nothing is said. */
export interface AnalyticsScope {
  /** Milliseconds since 1970, of the date that the content itself gives. */
  readonly fromMs?: number;
  readonly beforeMs?: number;
  readonly writerId?: WriterId;
}

export interface LeftToAnalyse {
  /** Items without a result of the newest version of some analyser. */
  readonly items: number;
  /** Of these, items of which results of an earlier version are there. */
  readonly stale: number;
}

export interface AnalyseReport {
  readonly items: number;
  readonly results: number;
  readonly failed: number;
  /** Items whose content the server did not hand out as it was signed: they are left, and the next time is another try. */
  readonly leftOut: number;
}

export type Figure =
  | { readonly kind: 'sender'; readonly address: string }
  | { readonly kind: 'correspondent'; readonly address: string }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'currency'; readonly currency: string; readonly month?: string }
  | { readonly kind: 'attachment'; readonly mediaType: string }
  | { readonly kind: 'alike'; readonly itemId: ItemId }
  | { readonly kind: 'missing'; readonly analyser: string }
  | { readonly kind: 'stale'; readonly analyser: string };

export interface Analytics {
  readonly items: number;
  readonly bytes: number;
  /** One for each day (UTC, `2024-03-05`) and source with items, by day. */
  readonly volume: readonly DayVolume[];
  /** All sources with items, the most frequent first; of equal ones, by name. Likewise all lists below. */
  readonly sources: readonly SourceVolume[];
  /** Of whom the items are, by address. */
  readonly senders: readonly PersonCount[];
  /** Items of others besides: there is a bound to how many people are told of. */
  readonly otherSenders: number;
  /** To whom, in `To` and `Cc`. */
  readonly correspondents: readonly PersonCount[];
  readonly otherCorrespondents: number;
  readonly languages: readonly { readonly language: string; readonly items: number }[];
  readonly currencies: readonly CurrencyFigures[];
  readonly attachments: readonly AttachmentCount[];
  /** Groups of items that say nearly the same, the largest first; each is in one of them at most. */
  readonly alike: readonly { readonly itemIds: readonly ItemId[] }[];
  /** By analyser: how far what is told above reaches. */
  readonly coverage: readonly Coverage[];
}

export interface DayVolume {
  readonly day: string;
  readonly writerId: WriterId;
  readonly items: number;
  readonly bytes: number;
}

export interface SourceVolume {
  readonly writerId: WriterId;
  readonly name: string;
  readonly items: number;
  readonly bytes: number;
}

export interface PersonCount {
  readonly address: string;
  /** The one given most often; '' where there is none. */
  readonly name: string;
  readonly items: number;
}

export interface CurrencyFigures {
  readonly currency: string;
  readonly items: number;
  readonly amounts: number;
  /** Decimal, exact, without zeros at its end: `1234.5`. Likewise those below. */
  readonly sum: string;
  readonly smallest: string;
  readonly largest: string;
  /** By month (UTC, `2024-03`) of the items, in order. */
  readonly months: readonly { readonly month: string; readonly amounts: number; readonly sum: string }[];
}

export interface AttachmentCount {
  readonly mediaType: string;
  readonly items: number;
  readonly attachments: number;
  readonly bytes: number;
}

export interface Coverage {
  readonly analyser: string;
  /** The newest that this program, or any result, knows. */
  readonly newest: string;
  /** Items with a result of it, the failed ones included. */
  readonly current: number;
  readonly failed: number;
  /** Items of which only results of earlier versions are there: these are what is told. */
  readonly stale: number;
  readonly missing: number;
  /** Of the missing ones, those with a result that is none: not what an analyser writes, or not handed out as it was signed. */
  readonly unreadable: number;
}
