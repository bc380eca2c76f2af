import { CommonsealError, parseBase64url } from '@commonseal/protocol';

/** Bytes of each message of OPAQUE in this suite (RFC 9807 section 6; ristretto255, SHA-512). */
export const opaqueMessageBytes = {
  /** Blinded element. */
  registrationRequest: 32,
  /** Evaluated element, server's public key. */
  registrationResponse: 64,
  /** Client's public key, masking key, envelope. */
  registrationRecord: 192,
  /** KE1: blinded element, nonce, key share. */
  loginStart: 96,
  /** KE2: evaluated element, masking nonce, masked response, nonce, key share, MAC. */
  loginResponse: 320,
  /** KE3: MAC. */
  loginFinish: 64,
} as const;

/**
 * The library passes over whatever stands behind a whole message: one message would have many spellings.
 * @param text base64url
 * @throws CommonsealError `malformed` when it is not exactly one message of its kind
 */
export function requireOpaqueMessage(text: string, kind: keyof typeof opaqueMessageBytes): void {
  if (parseBase64url(text).length !== opaqueMessageBytes[kind])
    throw new CommonsealError('malformed', 'not a message of OPAQUE');
}
