import { invitePath } from '@commonseal/protocol';

/**
 * The invitation's link that somebody came with, until it is used or put aside. It holds a secret: it is kept here, in
 * memory, and goes from here to the vault and nowhere else.
 */
export class InviteInHand {
  #link: string | undefined;
  readonly #listeners = new Set<() => void>();

  readonly get = (): string | undefined => this.#link;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  take(link: string): void {
    this.#set(link);
  }

  drop(): void {
    this.#set(undefined);
  }

  /** Takes the link out of the address and out of this tab's history. To be called before anything reads either. */
  readonly takeFromAddress = (): void => {
    const { pathname, hash } = globalThis.location;
    // The router takes both for the same page.
    if ((pathname !== invitePath && pathname !== `${invitePath}/`) || hash.length <= 1) return;
    globalThis.history.replaceState(globalThis.history.state, '', invitePath);
    this.#set(hash);
  };

  #set(link: string | undefined): void {
    if (link === this.#link) return;
    this.#link = link;
    for (const listener of this.#listeners) listener();
  }
}
