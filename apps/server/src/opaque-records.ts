import { startLogin } from '@commonseal/crypto/opaque-server';
import { bytesOf, textOf } from './bytes.ts';

/** The generator of ristretto255 (RFC 9496 section 4): an element that everybody may know. */
const generator = Buffer.from('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76', 'hex');
/** First message of a login: blinded element, nonce, key share. Well-formed, and nobody waits for its answer. */
const probe = textOf(Buffer.concat([generator, Buffer.alloc(32), generator]));

/**
 * Refuses a registration record of OPAQUE with which no login could be answered later.
 * @throws CommonsealError `malformed`
 */
export function requireRegistrationRecord(serverSetup: string, registrationRecord: string): Buffer {
  startLogin({ serverSetup, userIdentifier: 'probe', registrationRecord, startLoginRequest: probe });
  return bytesOf(registrationRecord);
}
