import type { UserId } from '@commonseal/protocol';
import type { AccountSession } from './account/account-session.ts';
import type { Notice } from './api.ts';
import type { ContentIndex } from './content/content-index.ts';

const dayMs = 24 * 60 * 60_000;
/** A source that signs of life is told of when it has missed two days of them. */
const silentSourceMs = 3 * dayMs;
/** Others' clients sign at every visit: a month without any is a quiet account, or one that is shown its past. */
const silentLogMs = 30 * dayMs;

/** What a person should know of a source or a log that has been silent for too long. */
export function noticesOf(
  session: AccountSession,
  content: ContentIndex,
  lastSeen: ReadonlyMap<UserId, number>,
): Notice[] {
  const { state } = session.log;
  const nowMs = Date.now();
  const notices: Notice[] = [];
  for (const writer of state.writers.values()) {
    const { writerId, withdrawn } = writer;
    const { hasSignsOfLife, lastSignedAtMs } = content.deliveriesOf(writerId);
    if (withdrawn || !hasSignsOfLife || lastSignedAtMs === undefined) continue;
    if (nowMs - lastSignedAtMs < silentSourceMs) continue;
    const sourceName = session.nameOfWriter(writer);
    notices.push({ kind: 'silentSource', sourceName, sinceMs: lastSignedAtMs });
  }
  const others = [...state.members.values()].filter(({ userId }) => userId !== session.userId);
  // A server that leaves statements out does not hide the silence: since they joined is then all that is known. And a
  // clock that was far ahead once does not vouch for years to come.
  const heard = others.flatMap(({ userId, sinceMs }) => [sinceMs, lastSeen.get(userId) ?? 0]);
  const newest = Math.max(0, ...heard.filter((timeMs) => timeMs <= nowMs + dayMs));
  if (others.length > 0 && nowMs - newest > silentLogMs) notices.push({ kind: 'silentLog', sinceMs: newest });
  return notices;
}
