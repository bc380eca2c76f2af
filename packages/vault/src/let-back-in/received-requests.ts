import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { type ReplyOf, endpoints } from '@commonseal/protocol/api';
import {
  type AccountState,
  type ApprovalStanding,
  type Member,
  Refused,
  type SignedResetRequest,
  approvalStanding,
  judgeRequest,
  parseResetRequest,
  resetRequestBodyName,
  resetRequestName,
  verifyResetRequest,
} from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import type { Standing } from './own-requests.ts';

type Shown = ReplyOf<typeof endpoints.resetRequests>['requests'][number];

/** A request as the account's verified log judges it. */
export interface ReceivedRequest {
  readonly name: string;
  readonly signed: SignedResetRequest;
  readonly standing: Standing;
  /** Who asks: as they are now, or as they came back; undefined when they are in the account no more. */
  readonly member: Member | undefined;
  readonly refusedBy: string | undefined;
}

/** What the server shows of requests; one that is not signed, or of another account, is none. */
export async function fetchRequests({
  client,
  accountId,
  log: { state },
}: AccountSession): Promise<readonly ReceivedRequest[]> {
  const reply = await client.call(endpoints.resetRequests, { params: { accountId } });
  const read = reply.requests.flatMap((shown) => {
    const signed = readSigned(shown);
    return signed?.request.accountId === accountId ? [{ signed, shown }] : [];
  });
  // Signed once more it would be another one with the same words.
  const refused = new Map(
    read
      .filter(({ shown }) => shown.standing === 'refused')
      .map(({ signed, shown }) => [resetRequestBodyName(signed), shown]),
  );
  return read.map(({ signed, shown }) =>
    receive(state, signed, refused.get(resetRequestBodyName(signed)) ?? shown),
  );
}

function readSigned({ request }: Shown): SignedResetRequest | undefined {
  try {
    const signed = parseResetRequest(parseBase64url(request));
    verifyResetRequest(signed);
    return signed;
  } catch (error) {
    if (!(error instanceof CommonsealError)) throw error;
    return undefined;
  }
}

function receive(state: AccountState, signed: SignedResetRequest, shown: Shown): ReceivedRequest {
  const successor = successorBy(state, signed);
  return {
    name: resetRequestName(signed),
    signed,
    standing: successor ? 'granted' : standingOf(state, signed, shown.standing),
    member: successor ?? state.members.get(signed.request.memberId),
    refusedBy: shown.refusedBy,
  };
}

/** The member whom a request has become. */
export function successorBy(state: AccountState, { request }: SignedResetRequest): Member | undefined {
  const member = state.members.get(request.userId);
  return member?.succeeds === request.memberId ? member : undefined;
}

/** The server may say that somebody has refused it or taken it back; that it counts, the log alone says. */
function standingOf(state: AccountState, { request }: SignedResetRequest, told: Standing): Standing {
  if (told === 'refused' || told === 'withdrawn') return told;
  const judged = judgeRequest(state, request, Math.max(Date.now(), state.timeMs));
  if (!(judged instanceof Refused)) return told === 'open' ? 'open' : 'overtaken';
  return judged.reason === 'expired' ? 'expired' : 'overtaken';
}

/** @throws CommonsealError `forbidden`, `request_over` */
export function requireApprovable(session: AccountSession, signed: SignedResetRequest): ApprovalStanding {
  const { state, nowMs } = session.authoring();
  const standing = approvalStanding(state, signed, session.member, Math.max(nowMs, state.timeMs));
  if (!(standing instanceof Refused)) return standing;
  const isForbidden = standing.reason === 'author is not entitled';
  throw new CommonsealError(isForbidden ? 'forbidden' : 'request_over', standing.reason);
}
