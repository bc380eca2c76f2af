import {
  CommonsealError,
  type CredentialId,
  encodeRecoveryKit,
  normaliseEmail,
  readKitGroup,
  readRecoveryKit,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type Credential, type UserState, maxCredentials, passwordOf } from '@commonseal/account-log';
import { authorCredentialAdded, authorKitConfirmed } from '@commonseal/account-log/author';
import {
  type KitSecret,
  credentialOfKit,
  generateKitSecret,
  receivingPublicKey,
  secretOf,
} from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { UnlockedPerson } from '../api.ts';
import { type KeyCredential, unlockByKey } from '../session/key-login.ts';
import { type Person, renewAnchor } from '../session/person.ts';
import { pinUserLog } from '../session/user-log-pin.ts';
import { syncUserLog } from '../session/user-steps.ts';
import type { RecoveredPerson, RecoveryKit, WaysInApi } from '../ways-in-api.ts';
import { changeWaysIn } from './change-ways-in.ts';
import type { WaysInHost } from './host.ts';
import { withPassword } from './new-password.ts';
import { type PreparedWayIn, prepareWayIn } from './prepared-way-in.ts';
import { exchangePassword } from './passwords.ts';
import { replaceKeys } from './replace-keys.ts';
import { destroyWhenWithdrawn } from './this-device.ts';

/** As many groups are typed back. */
const confirmingGroups = 2;

function kitsOf({ credentials }: UserState): Credential[] {
  return [...credentials.values()].filter(({ kind }) => kind === 'kit');
}

function devicesOf({ credentials }: UserState): CredentialId[] {
  return [...credentials.values()].flatMap(({ kind, credentialId }) =>
    kind === 'device' ? [credentialId] : [],
  );
}

/** The one whose place a new kit takes once it is confirmed. */
function replacedKit(state: UserState, than: CredentialId): Credential | undefined {
  const others = kitsOf(state).filter(({ credentialId }) => credentialId !== than);
  return others.findLast(({ isConfirmed }) => isConfirmed) ?? others.at(-1);
}

/**
 * Where there are as many as there may be, one that nobody has confirmed goes, and with it the keys: it may be printed
 * somewhere. The newest of them: an older one is more likely to lie in a drawer.
 */
export function kitInTheWay(state: UserState): Credential | undefined {
  const kits = kitsOf(state);
  if (kits.length < maxCredentials.kit) return undefined;
  return kits.findLast(({ isConfirmed }) => !isConfirmed) ?? kits[0];
}

/** A kit that is asked for again after an answer got lost is the same one: its paper may be printed. */
function secretToMake({ unansweredKit }: WaysInHost, { userId, credentials, usedIds }: UserState): KitSecret {
  const { last } = unansweredKit;
  if (last?.userId === userId) {
    const { credentialId } = credentialOfKit(last.secret);
    if (credentials.has(credentialId) || !usedIds.has(credentialId)) return last.secret;
  }
  const secret = generateKitSecret();
  unansweredKit.last = { userId, secret };
  return secret;
}

export async function makeRecoveryKit(host: WaysInHost): Promise<RecoveryKit> {
  const { client, storage, serverAddress, unansweredKit } = host;
  const person = host.person();
  await syncUserLog(client, person);
  const secret = secretToMake(host, person.userLog.state);
  const { credentialId, credentialSeed } = credentialOfKit(secret);
  await addKit(host, person, prepareWayIn('kit', credentialId, credentialSeed));
  unansweredKit.last = undefined;
  const { userLog, email } = host.person();
  await pinUserLog(storage, userLog);
  const made = userLog.state.credentials.get(credentialId);
  const replaced = replacedKit(userLog.state, credentialId);
  return {
    credentialId,
    groups: encodeRecoveryKit(secret),
    number: made?.kitNumber ?? 0,
    madeAtMs: made?.sinceMs ?? 0,
    email,
    serverAddress,
    replaces: replaced && { number: replaced.kitNumber, madeAtMs: replaced.sinceMs },
  };
}

/** Does nothing when the log has it: then the answer got lost before. */
async function addKit(host: WaysInHost, person: Person, kit: PreparedWayIn): Promise<void> {
  const { client, storage } = host;
  const { credential } = kit;
  const isThere = ({ credentials }: UserState) => credentials.has(credential.credentialId);
  const { state: now } = person.userLog;
  if (kitInTheWay(now) && !isThere(now)) {
    const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) => {
      const inTheWay = kitInTheWay(state);
      return { withdrawn: inTheWay ? [inTheWay.credentialId] : [], added: [kit] };
    });
    await host.goOnAs(next);
    return;
  }
  await changeWaysIn(client, person, host.drafts, (placing) =>
    isThere(placing.state) ? undefined : { entry: authorCredentialAdded(placing, credential), added: kit },
  );
}

/** @param made the kit that was made last by this vault @throws CommonsealError `kit_mismatch` */
export async function confirmRecoveryKit(
  host: WaysInHost,
  made: RecoveryKit | undefined,
  groups: Parameters<WaysInApi['confirmRecoveryKit']>[0],
): Promise<UnlockedPerson> {
  const right = groups.filter(({ number, text }) => {
    const group = readKitGroup(number, text);
    return group !== undefined && group === made?.groups[number - 1];
  });
  const isRight =
    right.length === groups.length && new Set(groups.map(({ number }) => number)).size >= confirmingGroups;
  if (!made || !isRight) throw new CommonsealError('kit_mismatch', 'not the groups of the kit');
  return tryKit(host, credentialOfCode(made.groups.join(''), 'kit_mismatch'));
}

/**
 * Signs in with the kit, as somebody would who needs it, and does not use it up.
 * @throws CommonsealError `kit_mismatch` for a code that is not whole, or of a kit that this person does not have
 */
export async function testRecoveryKit(host: WaysInHost, code: string): Promise<UnlockedPerson> {
  return tryKit(host, credentialOfCode(code, 'kit_mismatch'));
}

/** The anchor of a kit knows what was seen when it was in somebody's hands last: this is such a moment. */
async function tryKit(host: WaysInHost, kit: KeyCredential): Promise<UnlockedPerson> {
  const { client, storage } = host;
  const person = host.person();
  await syncUserLog(client, person);
  const known = person.userLog.state.credentials.get(kit.credentialId);
  // Before it signs in: with another's kit this would become another's session.
  if (!known || !equalBytes(known.receivingKey, receivingPublicKey(kit.credentialSeed)))
    throw new CommonsealError('kit_mismatch', 'no kit of this person');
  await unlockByKey(client, storage, kit).catch((error: unknown) => asKitError(error, 'kit_mismatch'));
  const confirmed = await confirmKit(host, kit.credentialId);
  await renewAnchor(client, { ...host.person(), ...kit });
  return confirmed;
}

/**
 * Signs in with a kit, sets a password in the place of the one before, and replaces the keys: the kit is spent. Devices go
 * as well: somebody who knew the old password may have added one. A browser that one uses is allowed to stay again.
 * @throws CommonsealError `kit_unknown`, `kit_mismatch`, `invalid_request`
 */
export async function recover(
  host: WaysInHost,
  { code, newPassword, email }: Parameters<WaysInApi['recover']>[0],
): Promise<RecoveredPerson> {
  const { client, storage } = host;
  const kit = credentialOfCode(code, 'kit_unknown');
  const person = await unlockByKey(client, storage, kit).catch((error: unknown) =>
    asKitError(error, 'kit_unknown'),
  );
  if (email !== undefined && normaliseEmail(email) !== person.email) {
    await client.call(endpoints.logout, {}).catch(() => undefined);
    throw new CommonsealError('kit_mismatch', "another person's kit");
  }
  return withPassword(host, person, newPassword, async (password) => {
    try {
      const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) => ({
        withdrawn: [kit.credentialId, passwordOf(state), ...devicesOf(state)],
        added: [password],
      }));
      await destroyWhenWithdrawn(host, next);
      return { ...(await host.goOnAs(next)), isKitSpent: true };
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'keys_wait_for_account') throw error;
      // The key may never come, and nobody else can let this person in: the password is all that can be had now.
      return { ...(await host.goOnAs(await exchangePassword(host, person, password))), isKitSpent: false };
    }
  });
}

type KitCode = 'kit_mismatch' | 'kit_unknown';

/** @throws CommonsealError of the given code */
function credentialOfCode(code: string, refusal: KitCode): KeyCredential {
  const reading = readRecoveryKit(code);
  if (reading.kind !== 'whole') throw new CommonsealError(refusal, 'not a whole code');
  return credentialOfKit(secretOf<KitSecret>(reading.secret));
}

function asKitError(error: unknown, code: KitCode): never {
  if (error instanceof CommonsealError && error.code === 'login_failed')
    throw new CommonsealError(code, 'the server knows no such kit', { cause: error });
  throw error;
}

/** Says that the kit can be read; the other ones go then, and with them the keys that they open. */
async function confirmKit(host: WaysInHost, credentialId: CredentialId): Promise<UnlockedPerson> {
  const { client, storage } = host;
  const person = host.person();
  await changeWaysIn(client, person, host.drafts, (placing) => {
    const kit = placing.state.credentials.get(credentialId);
    if (!kit) throw new CommonsealError('kit_mismatch', 'the kit was withdrawn');
    return kit.isConfirmed ? undefined : { entry: authorKitConfirmed(placing, credentialId) };
  });
  await pinUserLog(storage, person.userLog);
  const olderThan = (state: UserState) =>
    kitsOf(state).flatMap((kit) =>
      kit.kitNumber < (state.credentials.get(credentialId)?.kitNumber ?? 0) ? [kit.credentialId] : [],
    );
  if (olderThan(person.userLog.state).length === 0) return host.describe();
  const next = await replaceKeys({ client, storage, person, drafts: host.drafts }, (state) => ({
    withdrawn: olderThan(state),
    added: [],
  }));
  return host.goOnAs(next);
}
