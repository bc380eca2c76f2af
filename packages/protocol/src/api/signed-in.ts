import { CommonsealError } from '../errors.ts';
import type { ReplyOf } from './endpoint.ts';
import type { signInEndpoints } from './sign-in.ts';

type LoginReply = ReplyOf<typeof signInEndpoints.loginFinish>;

/** What somebody is answered who has shown all that was asked for. */
export type SignedIn = Exclude<LoginReply, { readonly secondFactor: unknown }>;

/** @throws CommonsealError `second_factor_needed` */
export function requireSignedIn(reply: LoginReply): SignedIn {
  if ('secondFactor' in reply) throw new CommonsealError('second_factor_needed');
  return reply;
}
