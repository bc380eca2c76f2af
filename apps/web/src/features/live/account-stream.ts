import type { AccountId } from '@commonseal/protocol';
import type { TabChannel } from '../../session/tab-channel.ts';

const firstWaitMs = 5_000;
const longestWaitMs = 60_000;

export interface AccountStreamOptions {
  readonly accountId: AccountId;
  readonly tabs: TabChannel;
  /** Log or content has grown, or who asks to be let back in has changed; or may have while nobody told. */
  readonly onChange: () => void;
}

/**
 * What the server tells of an account. One tab of the browser has the stream, whichever holds the lock, and tells the
 * others; when it is closed or locked, another takes over. Without a stream there is still the asking every few seconds.
 * @returns ends it
 */
export function followAccount({ accountId, tabs, onChange }: AccountStreamOptions): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const stopListening = tabs.onChange(accountId, onChange);
  const tellAll = () => {
    onChange();
    tabs.announceChange(accountId);
  };
  navigator.locks
    .request(`commonseal-stream/${accountId}`, { signal }, () => keepOpen(accountId, signal, tellAll))
    // Ended while it waited for the lock.
    .catch(() => undefined);
  return () => {
    ending.abort();
    stopListening();
  };
}

/** Holds the stream until the end is signalled. */
function keepOpen(accountId: AccountId, signal: AbortSignal, onChange: () => void): Promise<void> {
  return new Promise((settle) => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let waitMs = firstWaitMs;
    const connect = () => {
      // Not from the endpoints' definitions: their schemas would come along into the page.
      source = new EventSource(`/api/accounts/${encodeURIComponent(accountId)}/events`);
      source.addEventListener('open', () => {
        waitMs = firstWaitMs;
      });
      source.addEventListener('change', onChange);
      source.addEventListener('error', () => {
        // Lost, the browser comes back by itself. Refused, it does not: the reason shows when it is asked.
        if (source?.readyState !== EventSource.CLOSED) return;
        onChange();
        retry = setTimeout(connect, waitMs);
        waitMs = Math.min(longestWaitMs, waitMs * 2);
      });
    };
    connect();
    const end = () => {
      clearTimeout(retry);
      source?.close();
      settle();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}
