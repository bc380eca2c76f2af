import type { Credential } from '@commonseal/account-log';
import { CommonsealError, CredentialId, type UserId } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { requireRegistrationRecord } from '../opaque-records.ts';
import { insertCredential, insertPassword } from '../repositories/credentials.ts';
import { insertKeyCredential } from '../repositories/key-credentials.ts';
import { takePasswordRegistration } from '../repositories/sign-in-attempts.ts';
import type { Services } from '../services.ts';
import type { PasskeySite } from '../passkeys.ts';
import { registerPasskey } from './register-passkey.ts';

export type AddedWayIn = NonNullable<BodyOf<typeof endpoints.changeWaysIn>['added']>;

/** Who stores ways in, and where the person's browser sees this server. */
export interface WayInPlace {
  readonly services: Services;
  readonly userId: UserId;
  readonly site: PasskeySite;
}

/** A device is not let in by itself for longer. */
const maxDeviceMs = 366 * 24 * 60 * 60 * 1000;

/** What comes with which kind, and nothing else. */
const comesWith: Readonly<Record<Credential['kind'], keyof AddedWayIn | undefined>> = {
  password: 'password',
  passkey: 'passkey',
  device: 'expiresAtMs',
  kit: undefined,
};

function notTogether(): CommonsealError {
  return new CommonsealError('invalid_request', 'the entry and what came with it do not belong together');
}

/**
 * The ways in that came, each with what the log says of it: exactly those that the entry adds.
 * @throws CommonsealError `invalid_request`
 */
export function pairWaysIn(
  added: readonly Credential[],
  came: readonly AddedWayIn[],
): { readonly credential: Credential; readonly wayIn: AddedWayIn }[] {
  if (came.length !== added.length) throw notTogether();
  return added.map((credential) => {
    const wayIn = came.find(
      ({ credentialId }) => CredentialId.parse(credentialId) === credential.credentialId,
    );
    if (!wayIn) throw notTogether();
    const parts = (['password', 'passkey', 'expiresAtMs'] as const).filter(
      (part) => wayIn[part] !== undefined,
    );
    const wanted = comesWith[credential.kind];
    if (parts.join() !== (wanted ?? '')) throw notTogether();
    return { credential, wayIn };
  });
}

/**
 * Stores a way in that the log has just gained, within the caller's transaction.
 * @throws CommonsealError `invalid_request` for a password that this person has not begun to register, or a device for
 * no time or too long a one; `malformed` for a record of no use; `passkey_refused`
 */
export async function storeWayIn(
  db: Queryable,
  { services, userId, site }: WayInPlace,
  { credential, wayIn }: { readonly credential: Credential; readonly wayIn: AddedWayIn },
): Promise<void> {
  const user = bytesOf(userId);
  const credentialId = bytesOf(credential.credentialId);
  const sealed = { credentialId, seal: bytesOf(wayIn.seal), anchor: bytesOf(wayIn.anchor) };
  const { kind, signingKey } = credential;
  if (wayIn.password) {
    const { registrationId, registrationRecord, stretching } = wayIn.password;
    const opaqueIdentifier = bytesOf(registrationId);
    if (!(await takePasswordRegistration(db, user, opaqueIdentifier))) {
      throw new CommonsealError('invalid_request', 'no such registration was begun, or too long ago');
    }
    const record = requireRegistrationRecord(services.serverSetup, registrationRecord);
    await insertPassword(db, user, {
      ...sealed,
      opaqueIdentifier,
      registrationRecord: record,
      stretching,
    });
    return;
  }
  if (kind === 'password') throw notTogether();
  await insertCredential(db, user, kind, sealed, wayIn.expiresAtMs ?? null);
  if (wayIn.expiresAtMs !== undefined) requireDeviceTime(wayIn.expiresAtMs);
  if (wayIn.passkey) {
    const { name } = credential;
    await registerPasskey(db, { userId: user, site, registration: wayIn.passkey, name, credentialId });
  }
  if (signingKey) {
    await insertKeyCredential(db, { credentialId, userId: user, signingKey: Buffer.from(signingKey) });
  }
}

function requireDeviceTime(expiresAtMs: number): void {
  const lifetimeMs = expiresAtMs - Date.now();
  if (lifetimeMs <= 0 || lifetimeMs > maxDeviceMs) {
    throw new CommonsealError('invalid_request', 'for no time, or for too long');
  }
}
