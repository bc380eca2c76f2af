import type { WriterId } from '@commonseal/protocol';
import type { AnalyticsScope, Figure } from '@commonseal/vault';

/** Items that a number on the page stands for, for the list to show. */
export interface ShownItems {
  /** As the list calls them, such as `In German`. */
  readonly words: string;
  readonly behind: Behind;
}

export type Behind =
  | { readonly kind: 'figure'; readonly figure: Figure }
  /** What headers say by themselves. */
  | {
      readonly kind: 'headers';
      readonly fromMs?: number;
      readonly beforeMs?: number;
      readonly writerId?: WriterId;
    };

/** The scope in which the number was counted goes along: figures of it and of the list are the same. */
export type ShowItems = (shown: ShownItems, scope: AnalyticsScope) => void;
