import type { AccountId } from '@commonseal/protocol';

/** Of a tab that hears the server: an account has changed; it hears; it does not. Of another: who does? */
export type StreamSign = 'change' | 'open' | 'closed' | 'asked';
type Message = 'lock' | 'active' | 'marks' | `${StreamSign} ${AccountId}`;

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

  announceStream(sign: StreamSign, accountId: AccountId): void {
    this.#channel.postMessage(`${sign} ${accountId}` satisfies Message);
  }

  onStream(sign: StreamSign, accountId: AccountId, listener: () => void): () => void {
    return this.#on(`${sign} ${accountId}`, listener);
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
