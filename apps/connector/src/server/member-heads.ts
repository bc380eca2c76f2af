import { type AccountId, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type HeadStatement, verifyHeadStatement } from '@commonseal/account-log';
import type { Connection } from './connection.ts';
import type { FollowedLog } from './followed-log.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * Compares what members' clients have signed about the log with the log that is shown here.
 * @returns when a member was last heard of: the newest such statement, or the newest entry of one
 * @throws CommonsealError `log_fork` when a member was shown another log, `log_rollback` when one was shown more of it;
 * `signature_invalid`, `malformed`
 */
export async function lastHeardOfMembers(
  connection: Connection,
  accountId: AccountId,
  followed: FollowedLog,
): Promise<number> {
  const statements = await fetchStatements(connection, accountId, followed);
  // A member may have seen an entry that was appended since the log was fetched here.
  if (statements.some(({ head }) => followed.log.compare(head) === 'beyond it')) await followed.refresh();
  for (const { head } of statements) followed.log.requireExtends(head);
  const times = [followed.madeMs, ...statements.map(({ timeMs }) => timeMs)];
  // A clock that was far ahead once must not vouch for years to come.
  return Math.max(0, ...times.filter((timeMs) => timeMs <= Date.now() + dayMs));
}

async function fetchStatements(
  connection: Connection,
  accountId: AccountId,
  { log }: FollowedLog,
): Promise<readonly HeadStatement[]> {
  const { statements } = await connection.call(endpoints.headStatements, { params: { accountId } });
  return statements.flatMap(({ message, signature }) => {
    const signed = { message: parseBase64url(message), signature: parseBase64url(signature) };
    return verifyHeadStatement(log.state, signed) ?? [];
  });
}
