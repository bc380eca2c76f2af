import type { AccountId } from '@commonseal/protocol';

type Message = 'lock' | 'active' | 'marks' | `change ${AccountId}`;

/**
 * What the tabs of this browser tell each other: never more than that somebody is there, that all are to lock, that
 * what was read or starred has changed, or that an account has.
 */
export class TabChannel {
  readonly #channel = new BroadcastChannel('commonseal-tabs');

  announceLock(): void {
    this.#channel.postMessage('lock' satisfies Message);
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
