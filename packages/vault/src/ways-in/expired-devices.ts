import type { CredentialId } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import type { UserState } from '@commonseal/account-log';

/**
 * Devices whose time is over, by what the server says of it: it lets them sign in no more. One that is named wrongly has to
 * be allowed anew, which the server could bring about in other ways as well.
 */
export function expiredDevices(
  { credentials }: UserState,
  used: ReplyOf<typeof endpoints.waysIn>['used'],
  nowMs: number,
): CredentialId[] {
  const over = new Set(
    used.flatMap(({ credentialId, expiresAtMs }) =>
      (expiresAtMs ?? nowMs + 1) <= nowMs ? [credentialId] : [],
    ),
  );
  return Array.from(credentials.values()).flatMap(({ credentialId, kind }) =>
    kind === 'device' && over.has(credentialId) ? [credentialId] : [],
  );
}
