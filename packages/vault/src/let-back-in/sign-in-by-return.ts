import { CommonsealError, type UserId } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import { openPerson } from '../session/open-person.ts';
import type { Person } from '../session/person.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import type { LetBackInHost } from './host.ts';

/** Who waits, and what stands for their password. */
export interface ReturnKeys {
  readonly email: string;
  readonly userId: UserId;
  readonly credentialSeed: CredentialSeed;
  readonly ticket: string;
}

/**
 * Signs in whoever was let back in, and opens what they are, as any unlocking does.
 * @throws CommonsealError `request_over` where nobody has let them in
 */
export async function signInByReturn(
  { client, storage }: Pick<LetBackInHost, 'client' | 'storage'>,
  { email, userId, credentialSeed, ticket }: ReturnKeys,
): Promise<Person> {
  const body = { ticket };
  const reply = await sendSurely(() => client.call(endpoints.returnEnter, { body })).catch(asNotGranted);
  if (reply.userId !== userId) throw new CommonsealError('anchor_mismatch', 'another person');
  return openPerson(client, storage, { ...reply, email, isTyped: true }, credentialSeed);
}

function asNotGranted(error: unknown): never {
  if (error instanceof CommonsealError && error.code === 'not_found')
    throw new CommonsealError('request_over', 'nobody has let them in', { cause: error });
  throw error;
}
