import { randomBytes } from 'node:crypto';
import { CommonsealError } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import type { FastifyRequest } from 'fastify';
import { bytesOf, sha256, textOf } from './bytes.ts';
import { ownOrigin } from './plugins/own-origin.ts';

export type PasskeyRegistration = BodyOf<typeof endpoints.addSignInPasskey>['passkey'];
export type PasskeyAssertion = BodyOf<typeof endpoints.passkeyLogin>['passkey'];

/** Where a browser sees this server: what it writes into all that a passkey signs. */
export interface PasskeySite {
  readonly origin: string;
  /** WebAuthn's relying party: the host of the origin. */
  readonly rpId: string;
}

/** What is known of a passkey by which it can be recognised. */
export interface KnownPasskey {
  readonly webauthnId: Buffer;
  /** As COSE has it. */
  readonly publicKey: Buffer;
  readonly counter: number;
}

/** How long an authenticator may take, with a person before it. */
export const passkeyChallengeSeconds = 5 * 60;

/** @throws CommonsealError `invalid_request` when the server was addressed in a way that is no origin */
export function passkeySite(request: FastifyRequest, publicOrigin: string | undefined): PasskeySite {
  const origin = ownOrigin(request, publicOrigin);
  if (origin === undefined) throw new CommonsealError('invalid_request', 'no origin');
  return { origin, rpId: new URL(origin).hostname };
}

export function generateChallenge(): { readonly challenge: string; readonly challengeHash: Buffer } {
  const challenge = randomBytes(32);
  return { challenge: textOf(challenge), challengeHash: sha256(challenge) };
}

/** The challenge that an answer claims to be for, whoever signed it. Undefined when there is none. */
export function challengeIn(response: { readonly clientDataJSON: string }): string | undefined {
  try {
    const data: unknown = JSON.parse(bytesOf(response.clientDataJSON).toString('utf8'));
    const challenge = typeof data === 'object' && data !== null ? Reflect.get(data, 'challenge') : undefined;
    return typeof challenge === 'string' ? textOf(bytesOf(challenge)) : undefined;
  } catch {
    return undefined;
  }
}

function refused(reason: string, cause?: unknown): CommonsealError {
  return new CommonsealError('passkey_refused', reason, { cause });
}

/**
 * Certificates of an authenticator's maker are not looked at, and never sent by a browser that was not asked for them:
 * to judge them the verifier would fetch whatever addresses they name.
 */
function requireNoCertificates(attestationObject: string): void {
  const object = decodeAttestationObject(Uint8Array.from(bytesOf(attestationObject)));
  const statement = object.get('attStmt');
  const isPlain = object.get('fmt') === 'none' || (object.get('fmt') === 'packed' && !statement.get('x5c'));
  if (!isPlain) throw refused('with certificates');
}

/** @throws CommonsealError `passkey_refused` */
export async function verifyNewPasskey(
  { id, type, response }: PasskeyRegistration,
  challenge: string,
  { origin, rpId }: PasskeySite,
): Promise<KnownPasskey> {
  try {
    requireNoCertificates(response.attestationObject);
    const { clientDataJSON, attestationObject } = response;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    if (!verified || registrationInfo.credential.id !== id) throw refused('not verified');
    const { publicKey, counter } = registrationInfo.credential;
    return { webauthnId: bytesOf(id), publicKey: Buffer.from(publicKey), counter };
  } catch (error) {
    throw error instanceof CommonsealError ? error : refused('not verified', error);
  }
}

/**
 * @returns the authenticator's new count of signatures
 * @throws CommonsealError `login_failed`, also for a count that has not grown: there may be a copy of the authenticator
 */
export async function verifyPasskey(
  { id, type, response }: PasskeyAssertion,
  challenge: string,
  { origin, rpId }: PasskeySite,
  { publicKey, counter }: KnownPasskey,
): Promise<number> {
  try {
    const { clientDataJSON, authenticatorData, signature } = response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: { id, publicKey: Uint8Array.from(publicKey), counter },
      requireUserVerification: true,
    });
    if (verified) return authenticationInfo.newCounter;
  } catch (error) {
    throw new CommonsealError('login_failed', 'the passkey was not verified', { cause: error });
  }
  throw new CommonsealError('login_failed', 'the passkey was not verified');
}
