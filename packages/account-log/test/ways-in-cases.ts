import { CredentialId, UserId } from '@commonseal/protocol';
import {
  type CredentialKind,
  type NewCredential,
  type RefusalReason,
  UserLog,
  type UserRekeying,
  type UserState,
} from '@commonseal/account-log';
import {
  authorCredentialAdded,
  authorDeviceForgotten,
  authorKitConfirmed,
  authorPasswordChanged,
  authorUserGenesis,
  authorUserRekey,
} from '@commonseal/account-log/author';
import { type UserSeed, receivingPublicKey, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { nextFrame, encodeSignedEntry, writeEntryFrame } from '../src/signed-entry.ts';
import { signPurposes } from '@commonseal/crypto/verify';
import { type UserEntryName, userEntryTypes } from '../src/user/entry-kind.ts';
import { keyOf, patternBytes, startMs } from './samples.ts';

export const firstSeed = keyOf<UserSeed>(1);
export const secondSeed = keyOf<UserSeed>(2);
const thirdSeed = keyOf<UserSeed>(4);
export const idOf = (number: number) => CredentialId.fromBytes(patternBytes(16, number));

/** The n-th way in of all that the tests know. */
export function credentialOf(number: number, kind: CredentialKind, name = ''): NewCredential {
  const seed = keyOf<UserSeed>(100 + number);
  const signs = kind === 'kit' || kind === 'device';
  return {
    credentialId: idOf(number),
    kind,
    receivingKey: receivingPublicKey(seed),
    signingKey: signs ? signingPublicKey(seed) : undefined,
    name,
  };
}

export function waysInGenesis(): Uint8Array {
  const keys = { signingKey: signingPublicKey(firstSeed), receivingKey: receivingPublicKey(firstSeed) };
  return authorUserGenesis({ ...keys, credential: credentialOf(0, 'password') }, firstSeed, startMs);
}

export const placing = (state: UserState, seed = firstSeed, nowMs = startMs) => ({ state, seed, nowMs });
export const added = (state: UserState, credential: NewCredential, seed = firstSeed) =>
  authorCredentialAdded(placing(state, seed), credential);
export const changed = (state: UserState, number: number, seed = firstSeed) =>
  authorPasswordChanged(placing(state, seed), credentialOf(number, 'password'));

/** @param newSeed whose keys are stated; signs as well, unless another one does */
export function rekeyed(
  state: UserState,
  change: Partial<UserRekeying> = {},
  by: { readonly seed?: UserSeed; readonly newSeed?: UserSeed; readonly coSigner?: UserSeed } = {},
): Uint8Array {
  const { seed = firstSeed, newSeed = secondSeed, coSigner = newSeed } = by;
  const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
  return authorUserRekey(placing(state, seed), { ...keys, withdrawn: [], added: [], ...change }, coSigner);
}

/** An entry with any payload, rightly signed. */
export function crafted(
  state: UserState,
  name: UserEntryName,
  payload: Uint8Array,
  signers: readonly UserSeed[] = [firstSeed],
): Uint8Array {
  const frame = writeEntryFrame('userEntry', nextFrame(userEntryTypes[name], state, startMs));
  const body = frame.bytes(payload).finish();
  const subjectId = UserId.toBytes(state.userId);
  return encodeSignedEntry(
    body,
    signers.map((seed) => sign(signPurposes.userEntry, subjectId, body, seed)),
  );
}

export function payloadOf(entry: Uint8Array, signatures = 1): Uint8Array {
  return entry.slice(4 + 51, entry.length - 1 - 64 * signatures);
}

/** 1 a passkey, 2 a confirmed kit, 3 a device, 4 a device that is forgotten, 5 the password in the place of 0. */
export function waysInEntries(): Uint8Array[] {
  const entries = [waysInGenesis()];
  const log = UserLog.verify(entries);
  const add = (make: (state: UserState) => Uint8Array) => {
    const entry = make(log.state);
    log.append(entry);
    entries.push(entry);
  };
  add((state) => added(state, credentialOf(1, 'passkey', 'Schlüssel am Bund')));
  add((state) => added(state, credentialOf(2, 'kit')));
  add((state) => authorKitConfirmed(placing(state), idOf(2)));
  add((state) => added(state, credentialOf(3, 'device', 'Laptop')));
  add((state) => added(state, credentialOf(4, 'device')));
  add((state) => authorDeviceForgotten(placing(state), idOf(4)));
  add((state) => changed(state, 5));
  return entries;
}

export function waysInState(): UserState {
  return UserLog.verify(waysInEntries()).state;
}

/** Places of parts in the payload of a credential. */
const kindAt = 16;
const receivingKeyAt = 17;
const signingKeyAt = 17 + 1216;
const nameAt = signingKeyAt;

const passkeyPayload = (state: UserState, name = 'a') =>
  payloadOf(added(state, credentialOf(9, 'passkey', name)));
const kitPayload = (state: UserState) => payloadOf(added(state, credentialOf(9, 'kit')));

export type WaysInCase = readonly [
  what: string,
  reason: RefusalReason,
  make: (state: UserState) => Uint8Array,
];

export const waysInCases: readonly WaysInCase[] = [
  ['adding a password', 'malformed', (state) => added(state, credentialOf(9, 'password'))],
  [
    'adding a way in of an unknown kind',
    'malformed',
    (state) => crafted(state, 'credentialAdded', passkeyPayload(state).with(kindAt, 5)),
  ],
  [
    'adding a way in of no kind',
    'malformed',
    (state) => crafted(state, 'credentialAdded', passkeyPayload(state).with(kindAt, 0)),
  ],
  [
    'adding a passkey with the form of a kit',
    'malformed',
    (state) => crafted(state, 'credentialAdded', kitPayload(state).with(kindAt, 2)),
  ],
  [
    'adding a way in that nothing can be sealed to',
    'malformed',
    (state) =>
      crafted(
        state,
        'credentialAdded',
        passkeyPayload(state).fill(0xff, receivingKeyAt, receivingKeyAt + 1216),
      ),
  ],
  [
    'adding a kit whose signatures anybody could make',
    'malformed',
    (state) => crafted(state, 'credentialAdded', kitPayload(state).fill(0, signingKeyAt, signingKeyAt + 32)),
  ],
  ['with a name of two lines', 'malformed', (state) => added(state, credentialOf(9, 'passkey', 'a\nb'))],
  [
    'with a line separator in a name',
    'malformed',
    (state) => added(state, credentialOf(9, 'passkey', 'a\u2028b')),
  ],
  [
    'with a control character in a name',
    'malformed',
    (state) => added(state, credentialOf(9, 'device', 'a\u009b')),
  ],
  [
    'with a name that is too long',
    'malformed',
    (state) => added(state, credentialOf(9, 'device', 'ä'.repeat(33))),
  ],
  [
    'with a name that is no text',
    'malformed',
    (state) => crafted(state, 'credentialAdded', passkeyPayload(state).with(nameAt + 4, 0xff)),
  ],
  [
    'adding a way in and more',
    'malformed',
    (state) => crafted(state, 'credentialAdded', Uint8Array.of(...passkeyPayload(state), 0)),
  ],
  [
    'adding a way in that is there',
    'already there',
    (state) => added(state, { ...credentialOf(9, 'kit'), credentialId: idOf(1) }),
  ],
  [
    'adding a way in with the id of one that was withdrawn',
    'already there',
    (state) => added(state, { ...credentialOf(9, 'kit'), credentialId: idOf(4) }),
  ],
  [
    'adding a way in with the key of another one',
    'key was used before',
    (state) => added(state, { ...credentialOf(1, 'passkey'), credentialId: idOf(9) }),
  ],
  [
    'adding a way in with the key of one that was withdrawn',
    'key was used before',
    (state) => added(state, { ...credentialOf(4, 'passkey'), credentialId: idOf(9) }),
  ],
  [
    'adding a way in that signs with the key of one that was withdrawn',
    'key was used before',
    (state) =>
      added(state, { ...credentialOf(9, 'device'), signingKey: credentialOf(4, 'device').signingKey }),
  ],
  [
    "adding a way in with the person's key",
    'key was used before',
    (state) => added(state, { ...credentialOf(9, 'passkey'), receivingKey: state.receivingKey }),
  ],
  [
    'adding a way in and signed by it',
    'signature invalid',
    (state) => added(state, credentialOf(9, 'passkey'), keyOf<UserSeed>(109)),
  ],
  [
    'exchanging the password for a passkey',
    'malformed',
    (state) => authorPasswordChanged(placing(state), credentialOf(9, 'passkey')),
  ],
  [
    'exchanging the password for the one before',
    'already there',
    (state) => authorPasswordChanged(placing(state), credentialOf(0, 'password')),
  ],
  [
    'exchanging the password for one with an old key',
    'key was used before',
    (state) =>
      authorPasswordChanged(placing(state), { ...credentialOf(0, 'password'), credentialId: idOf(9) }),
  ],
  [
    'exchanging the password, signed by another key',
    'signature invalid',
    (state) => changed(state, 9, secondSeed),
  ],
  [
    'replacing keys without the new signature',
    'wrong number of signatures',
    (state) => crafted(state, 'rekey', payloadOf(rekeyed(state), 2)),
  ],
  [
    'replacing keys, signed twice by the old one',
    'signature invalid',
    (state) => rekeyed(state, {}, { coSigner: firstSeed }),
  ],
  [
    'replacing keys, signed twice by the new one',
    'signature invalid',
    (state) => rekeyed(state, {}, { seed: secondSeed }),
  ],
  [
    'replacing keys by the same ones',
    'key was used before',
    (state) => rekeyed(state, {}, { newSeed: firstSeed }),
  ],
  [
    'replacing the key that signs alone',
    'key was used before',
    (state) => rekeyed(state, { receivingKey: state.receivingKey }),
  ],
  [
    'replacing keys by those of a way in',
    'key was used before',
    (state) => rekeyed(state, { receivingKey: credentialOf(1, 'passkey').receivingKey }),
  ],
  [
    'replacing keys and withdrawing what is not there',
    'not there',
    (state) => rekeyed(state, { withdrawn: [idOf(9)] }),
  ],
  [
    'replacing keys and withdrawing what was withdrawn before',
    'not there',
    (state) => rekeyed(state, { withdrawn: [idOf(0)] }),
  ],
  [
    'replacing keys and withdrawing a way in twice',
    'not there',
    (state) => rekeyed(state, { withdrawn: [idOf(1), idOf(1)] }),
  ],
  [
    'replacing keys and withdrawing the only password',
    'no password is left',
    (state) => rekeyed(state, { withdrawn: [idOf(5)] }),
  ],
  [
    'replacing keys with a second password',
    'too many',
    (state) => rekeyed(state, { added: [credentialOf(9, 'password')] }),
  ],
  [
    'replacing keys with two passwords',
    'too many',
    (state) =>
      rekeyed(state, {
        withdrawn: [idOf(5)],
        added: [credentialOf(9, 'password'), credentialOf(10, 'password')],
      }),
  ],
  [
    'replacing keys with three ways in',
    'malformed',
    (state) => rekeyed(state, { added: [9, 10, 11].map((number) => credentialOf(number, 'passkey')) }),
  ],
  [
    'replacing keys with the same way in twice',
    'already there',
    (state) => rekeyed(state, { added: [credentialOf(9, 'kit'), credentialOf(9, 'kit')] }),
  ],
  [
    'replacing keys and bringing back what is withdrawn by it',
    'already there',
    (state) => rekeyed(state, { withdrawn: [idOf(1)], added: [credentialOf(1, 'passkey')] }),
  ],
  [
    'replacing keys by those of the way in that it adds',
    'key was used before',
    (state) =>
      rekeyed(state, {
        added: [{ ...credentialOf(9, 'kit'), receivingKey: receivingPublicKey(secondSeed) }],
      }),
  ],
  ['forgetting a passkey', 'not there', (state) => authorDeviceForgotten(placing(state), idOf(1))],
  ['forgetting a device again', 'not there', (state) => authorDeviceForgotten(placing(state), idOf(4))],
  [
    'forgetting a device, signed by another key',
    'signature invalid',
    (state) => authorDeviceForgotten(placing(state, thirdSeed), idOf(3)),
  ],
  ['confirming a device', 'not there', (state) => authorKitConfirmed(placing(state), idOf(3))],
  ['confirming a kit that there is not', 'not there', (state) => authorKitConfirmed(placing(state), idOf(9))],
  ['confirming a kit again', 'already there', (state) => authorKitConfirmed(placing(state), idOf(2))],
  ['confirming half a kit', 'malformed', (state) => crafted(state, 'kitConfirmed', patternBytes(15))],
];
