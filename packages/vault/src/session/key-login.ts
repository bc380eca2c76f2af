import { type CredentialId, encodeBase64url, normaliseEmail, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { signCredentialChallenge } from '@commonseal/account-log/author';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import type { VaultStorage } from '../storage.ts';
import { openPerson } from './open-person.ts';
import type { Person } from './person.ts';

/** What a recovery kit or a device signs in with. */
export interface KeyCredential {
  readonly credentialId: CredentialId;
  readonly credentialSeed: CredentialSeed;
}

/**
 * Signs in by a signature and opens the user seed.
 * @throws CommonsealError `login_failed` for one that is unknown, spent or over, as `openPerson`
 */
export async function unlockByKey(
  client: ApiClient,
  storage: VaultStorage,
  { credentialId, credentialSeed }: KeyCredential,
): Promise<Person> {
  const { challenge } = await client.call(endpoints.keyChallenge, { body: { credentialId } });
  const signature = signCredentialChallenge(
    { credentialId, challenge: parseBase64url(challenge) },
    credentialSeed,
  );
  const reply = await client.call(endpoints.keyLogin, {
    body: { credentialId, challenge, signature: encodeBase64url(signature) },
  });
  const email = normaliseEmail(reply.email);
  return openPerson(client, storage, { ...reply, email, isTyped: false }, credentialSeed);
}
