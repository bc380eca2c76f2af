import type { WriterId } from '@commonseal/protocol';
import type { Figure } from '@commonseal/vault';

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
