import type { AccountId } from '@commonseal/protocol';

type Message = 'lock' | 'keys' | 'active' | 'marks' | `change ${AccountId}`;

/**
 * What the tabs of this browser tell each other: never more than that somebody is there, that all are to lock, that
 * the person's ways in have changed, that what was read or starred has, or that an account has.
 */
export class TabChannel {
  readonly #channel = new BroadcastChannel('commonseal-tabs');

  announceLock(): void {
    this.#channel.postMessage('lock' satisfies Message);
  }

  /** Whoever holds the keys that were good until now has the old ones. */
  announceKeys(): void {
    this.#channel.postMessage('keys' satisfies Message);
  }

  announceActivity(): void {
    this.#channel.postMessage('active' satisfies Message);
  }

  announceMarks(): void {
    this.#channel.postMessage('marks' satisfies Message);
  }

  /** Of an account: the server has told this tab alone. */
  announceChange(accountId: AccountId): void {
    this.#channel.postMessage(`change ${accountId}` satisfies Message);
  }

  onChange(accountId: AccountId, listener: () => void): () => void {
    return this.#on(`change ${accountId}`, listener);
  }

  onLock(listener: () => void): () => void {
    return this.#on('lock', listener);
  }

  onKeys(listener: () => void): () => void {
    return this.#on('keys', listener);
  }

  onActivity(listener: () => void): () => void {
    return this.#on('active', listener);
  }

  onMarks(listener: () => void): () => void {
    return this.#on('marks', listener);
  }

  #on(wanted: Message, listener: () => void): () => void {
    const handle = ({ data }: MessageEvent<unknown>) => {
      if (data === wanted) listener();
    };
    this.#channel.addEventListener('message', handle);
    return () => this.#channel.removeEventListener('message', handle);
  }
}
