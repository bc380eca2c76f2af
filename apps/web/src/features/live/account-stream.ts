import type { AccountId } from '@commonseal/protocol';
import type { TabChannel } from '../../session/tab-channel.ts';

const firstWaitMs = 5_000;
const longestWaitMs = 60_000;

export interface AccountStreamOptions {
  readonly accountId: AccountId;
  readonly tabs: TabChannel;
  /** Log or content has grown, or may have while nobody told. */
  readonly onChange: () => void;
  /** Whether the server tells this browser of changes now. */
  readonly onTold: (isTold: boolean) => void;
}

/**
 * What the server tells of an account. One tab of the browser has the stream, whichever holds the lock, and tells the
 * others; when it is closed or locked, another takes over. Without a stream there is still the asking every few seconds.
 * @returns ends it
 */
export function followAccount({ accountId, tabs, onChange, onTold }: AccountStreamOptions): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const stopListening = [
    tabs.onStream('change', accountId, onChange),
    tabs.onStream('open', accountId, () => onTold(true)),
    tabs.onStream('closed', accountId, () => onTold(false)),
  ];
  tabs.announceStream('asked', accountId);
  navigator.locks
    .request(`commonseal-stream/${accountId}`, { signal }, () =>
      keepOpen(accountId, signal, {
        onChange: () => {
          onChange();
          tabs.announceStream('change', accountId);
        },
        onTold: (isTold) => {
          onTold(isTold);
          tabs.announceStream(isTold ? 'open' : 'closed', accountId);
        },
        onAsked: (listener) => tabs.onStream('asked', accountId, listener),
      }),
    )
    // Ended while it waited for the lock.
    .catch(() => undefined);
  return () => {
    ending.abort();
    for (const stop of stopListening) stop();
  };
}

interface Leading extends Pick<AccountStreamOptions, 'onChange' | 'onTold'> {
  readonly onAsked: (listener: () => void) => () => void;
}

/** Holds the stream until the end is signalled. */
function keepOpen(accountId: AccountId, signal: AbortSignal, leading: Leading): Promise<void> {
  return new Promise((settle) => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let waitMs = firstWaitMs;
    let isOpen = false;
    const tell = (next: boolean) => {
      if (isOpen !== next) leading.onTold(next);
      isOpen = next;
    };
    const connect = () => {
      // Not from the endpoints' definitions: their schemas would come along into the page.
      source = new EventSource(`/api/accounts/${encodeURIComponent(accountId)}/events`);
      source.addEventListener('open', () => {
        waitMs = firstWaitMs;
        tell(true);
      });
      source.addEventListener('change', leading.onChange);
      source.addEventListener('error', () => {
        // Lost: the browser comes back by itself. Refused, it does not; and the reason shows when it is asked.
        if (isOpen) leading.onChange();
        tell(false);
        if (source?.readyState !== EventSource.CLOSED) return;
        retry = setTimeout(connect, waitMs);
        waitMs = Math.min(longestWaitMs, waitMs * 2);
      });
    };
    const stopAnswering = leading.onAsked(() => isOpen && leading.onTold(true));
    const end = () => {
      clearTimeout(retry);
      source?.close();
      stopAnswering();
      settle();
    };
    connect();
    signal.addEventListener('abort', end, { once: true });
  });
}
