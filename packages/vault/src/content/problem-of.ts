import type { ErrorCode, WriterId } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { Problem } from '../api.ts';

/** @param writerId whose it is, or says that it is; a name that nobody admitted is not shown */
export function problemOf(session: AccountSession, code: ErrorCode, writerId: WriterId | undefined): Problem {
  const writer = writerId && session.log.state.writers.get(writerId);
  if (!writer) return { code };
  return {
    code,
    writerId: writer.writerId,
    sourceName: session.nameOfWriter(writer),
  };
}
