type Message = 'lock' | 'active';

/** What the tabs of this browser tell each other: never more than that somebody is there, or that all are to lock. */
export class TabChannel {
  readonly #channel = new BroadcastChannel('commonseal-tabs');

  announceLock(): void {
    this.#channel.postMessage('lock' satisfies Message);
  }

  announceActivity(): void {
    this.#channel.postMessage('active' satisfies Message);
  }

  onLock(listener: () => void): () => void {
    return this.#on('lock', listener);
  }

  onActivity(listener: () => void): () => void {
    return this.#on('active', listener);
  }

  #on(wanted: Message, listener: () => void): () => void {
    const handle = ({ data }: MessageEvent<unknown>) => {
      if (data === wanted) listener();
    };
    this.#channel.addEventListener('message', handle);
    return () => this.#channel.removeEventListener('message', handle);
  }
}
