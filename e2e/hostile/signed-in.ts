import type { ReplyOf, SignedIn, endpoints } from '@commonseal/protocol/api';

/** What was answered to somebody who was asked for a password alone. */
export function signedIn(reply: ReplyOf<typeof endpoints.loginFinish>): SignedIn {
  if ('secondFactor' in reply) throw new Error('asked for a second factor');
  return reply;
}
