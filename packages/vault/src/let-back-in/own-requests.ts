import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { type SignedResetRequest, parseResetRequest, resetRequestName } from '@commonseal/account-log';
import type { Person } from '../session/person.ts';
import { isOfKeys, requireOwn } from './require-own.ts';

export type AskedRequest = ReplyOf<typeof endpoints.returnState>['requests'][number];
export type Standing = AskedRequest['standing'];

/** A request that this person has signed, by what is signed in it. */
export interface OwnRequest {
  readonly name: string;
  readonly signed: SignedResetRequest;
  readonly standing: Standing;
  readonly vouches: number;
  /** The account is on this person's list. */
  readonly isEntered: boolean;
}

/**
 * What the server hands back of one's requests. Words are made of nothing that one has not signed oneself.
 * @throws CommonsealError `key_mismatch` for one of other keys, `signature_invalid`, `malformed`
 */
export function readOwnRequests(
  requests: readonly AskedRequest[],
  { userLog, userSeed }: Pick<Person, 'userLog' | 'userSeed'>,
): OwnRequest[] {
  const { userId, generation, accounts } = userLog.state;
  const own = requests.map(({ request, standing, vouches }) => {
    const signed = parseResetRequest(parseBase64url(request));
    // Whoever has replaced their keys knows the former ones no more.
    const isFormer = generation > 0 && !isOfKeys(signed, userSeed);
    if (!isFormer) requireOwn(signed, { userId, userSeed });
    const isEntered = accounts.has(signed.request.accountId);
    const counting = isFormer && !isEntered ? withoutItsKeys(standing) : standing;
    return { name: resetRequestName(signed), signed, standing: counting, vouches, isEntered };
  });
  const asked = new Set(own.map(({ signed }) => signed.request.accountId));
  if (asked.size !== own.length) throw new CommonsealError('malformed', 'two requests for one account');
  return own;
}

/** What is asked with keys that are given up lets nobody in. */
function withoutItsKeys(standing: Standing): Standing {
  if (standing === 'open') return 'withdrawn';
  return standing === 'granted' ? 'overtaken' : standing;
}

/** Whether something may still come of it: only then its words are any use. */
export function isLive({ standing, isEntered }: OwnRequest): boolean {
  return !isEntered && (standing === 'open' || standing === 'granted');
}
