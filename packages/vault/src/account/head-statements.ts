import { CommonsealError, type UserId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type HeadStatement, verifyHeadStatement } from '@commonseal/account-log';
import { signHeadStatement } from '@commonseal/account-log/author';
import type { AccountSession } from './account-session.ts';

/** Old enough to be signed anew, though the log has stood still. */
const renewAfterMs = 12 * 60 * 60_000;

/**
 * Compares what other members' clients have signed about the log with the log that is shown here, and signs in turn.
 * @returns when each member was last heard of
 * @throws CommonsealError `log_fork` when somebody was shown another log, `log_rollback` when somebody was shown more of
 * it than is shown here
 */
export async function exchangeHeads(session: AccountSession): Promise<ReadonlyMap<UserId, number>> {
  const { accountId } = session;
  const reply = await session.client.call(endpoints.headStatements, { params: { accountId } });
  const statements = reply.statements.flatMap(({ message, signature }) => {
    const signed = { message: parseBase64url(message), signature: parseBase64url(signature) };
    return verifyHeadStatement(session.log.state, signed) ?? [];
  });
  // Somebody may have seen an entry that was appended since the log was fetched here.
  if (statements.some(({ head }) => session.log.compare(head) === 'beyond it')) await session.syncLog();
  for (const { head } of statements) session.log.requireExtends(head);
  const own = statements.find(({ userId }) => userId === session.userId);
  if (session.standing === 'open' && isOld(session, own)) await state(session);
  return new Map(statements.map(({ userId, timeMs }) => [userId, timeMs]));
}

function isOld(session: AccountSession, own: HeadStatement | undefined): boolean {
  if (!own || own.head.sequence < session.log.head.sequence) return true;
  return Date.now() - own.timeMs > renewAfterMs;
}

async function state(session: AccountSession): Promise<void> {
  const { accountId, userId, person, log } = session;
  const statement = { userId, head: log.head, timeMs: Date.now() };
  const { message, signature } = signHeadStatement(accountId, statement, person.userSeed);
  const body = { message: encodeBase64url(message), signature: encodeBase64url(signature) };
  try {
    await session.client.call(endpoints.putHeadStatement, { params: { accountId }, body });
  } catch (error) {
    // Another device of the same person was a moment faster, or the clock here is behind: the next one will do.
    if (!(error instanceof CommonsealError) || error.code === 'offline') throw error;
  }
}
