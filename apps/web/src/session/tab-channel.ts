type Message = 'lock' | 'active' | 'marks';

/**
 * What the tabs of this browser tell each other: never more than that somebody is there, that all are to lock, or that
 * what was read or starred has changed.
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
