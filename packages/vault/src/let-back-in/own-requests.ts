import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import { type SignedResetRequest, parseResetRequest, resetRequestName } from '@commonseal/account-log';
import { type Asker, requireOwn } from './require-own.ts';

export type AskedRequest = ReplyOf<typeof endpoints.returnState>['requests'][number];
export type Standing = AskedRequest['standing'];

/** A request that this person has signed, by what is signed in it. */
export interface OwnRequest {
  readonly name: string;
  readonly signed: SignedResetRequest;
  readonly standing: Standing;
  readonly vouches: number;
}

/**
 * What the server hands back of one's requests. Words are made of nothing that one has not signed oneself.
 * @throws CommonsealError `key_mismatch` for one of other keys, `signature_invalid`, `malformed`
 */
export function readOwnRequests(requests: readonly AskedRequest[], asker: Asker): OwnRequest[] {
  const own = requests.map(({ request, standing, vouches }) => {
    const signed = parseResetRequest(parseBase64url(request));
    requireOwn(signed, asker);
    return { name: resetRequestName(signed), signed, standing, vouches };
  });
  const accounts = new Set(own.map(({ signed }) => signed.request.accountId));
  if (accounts.size !== own.length) throw new CommonsealError('malformed', 'two requests for one account');
  return own;
}
