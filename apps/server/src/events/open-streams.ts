import type { AccountId } from '@commonseal/protocol';
import type { AccountStream } from './account-stream.ts';

/**
 * A browser opens six connections to a server over HTTP/1.1, all its tabs together: streams that took them all would
 * leave none for requests.
 */
const maxPerSession = 4;
const maxPerPerson = 20;

/** The streams of this process, the oldest first. */
export class OpenStreams {
  readonly #streams = new Set<AccountStream>();

  /** The newest is always taken; older ones of the same session or person make room. */
  add(stream: AccountStream): void {
    this.#makeRoom(maxPerSession, (other) => other.tokenHash.equals(stream.tokenHash));
    this.#makeRoom(maxPerPerson, (other) => other.userId === stream.userId);
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
  }

  get size(): number {
    return this.#streams.size;
  }

  all(): AccountStream[] {
    return [...this.#streams];
  }

  ofAccounts(accountIds: ReadonlySet<AccountId>): AccountStream[] {
    return this.all().filter(({ accountId }) => accountIds.has(accountId));
  }

  end(stream: AccountStream): void {
    this.#streams.delete(stream);
    stream.finish();
  }

  #makeRoom(limit: number, isRival: (stream: AccountStream) => boolean): void {
    const rivals = this.all().filter(isRival);
    for (const oldest of rivals.slice(0, Math.max(0, rivals.length - limit + 1))) {
      this.#streams.delete(oldest);
      oldest.displace();
    }
  }
}
