import { type AccountLog, Refused, judgeRequest, mayVouch, parseResetRequest } from '@commonseal/account-log';
import { type AccountId, CommonsealError, type UserId } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import { notifyOfRequests } from '../repositories/changes.ts';
import {
  type StoredRequest,
  lockRequest,
  refuseRequest,
  requestsIn,
} from '../repositories/reset-requests.ts';
import type { Services } from '../services.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';
import { type Standing, standingOf } from './request-standing.ts';

/** Nobody looks through more. */
const maxListed = 300;

type Listed = ReplyOf<typeof endpoints.resetRequests>['requests'];

/** What becomes of it by the rules, which know more than what is kept beside the log. */
function judged(log: AccountLog, stored: StoredRequest): Standing {
  const standing = standingOf(stored, log.state.power.since);
  if (standing !== 'open') return standing;
  const { request } = parseResetRequest(stored.request);
  return judgeRequest(log.state, request, Math.max(Date.now(), log.state.timeMs)) instanceof Refused
    ? 'overtaken'
    : 'open';
}

export async function listRequests(
  { pool, accountLogs }: Pick<Services, 'pool' | 'accountLogs'>,
  accountId: AccountId,
): Promise<Listed> {
  const id = bytesOf(accountId);
  const stored = await requestsIn(pool, id, { limit: maxListed });
  // Nearly always: then nobody is held up.
  if (stored.length === 0) return [];
  return inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) =>
      stored.map((each) => ({
        request: textOf(each.request),
        standing: judged(log, each),
        ...(each.refusedBy ? { refusedBy: textOf(each.refusedBy) } : {}),
      })),
    ),
  );
}

/**
 * Refuses a request for good; what was refused before stays so.
 * @throws CommonsealError `not_found`, `forbidden`; `request_over` for one that has ended in another way
 */
export async function refuseReset(
  { pool, accountLogs }: Pick<Services, 'pool' | 'accountLogs'>,
  accountId: AccountId,
  callerId: UserId,
  name: Buffer,
): Promise<void> {
  const id = bytesOf(accountId);
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async (log) => {
      const caller = log.state.members.get(callerId);
      const stored = caller && (await lockRequest(db, id, name));
      if (!stored) throw notFound();
      const member = log.state.members.get(textOf(stored.memberId) as UserId);
      const mayRefuse = member && (member.userId === callerId || mayVouch(log.state, caller, member));
      if (!mayRefuse) throw new CommonsealError('forbidden', 'neither may vouch nor is meant');
      const standing = standingOf(stored, log.state.power.since);
      if (standing === 'refused') return;
      if (standing !== 'open') throw new CommonsealError('request_over', standing);
      await refuseRequest(db, stored, bytesOf(callerId));
      await notifyOfRequests(db, [id]);
    }),
  );
}
