import { type AccountId, type ByteWriter, CredentialId, UserId, longIdBytes } from '@commonseal/protocol';
import { type UserSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { encodeSignedEntry, nextFrame, writeEntryFrame } from '../signed-entry.ts';
import { writeCredential } from '../user/credential-format.ts';
import { type AccountJoined, writeAccountJoined } from '../user/entries/account-joined.ts';
import { writeAccountLeft } from '../user/entries/account-left.ts';
import { type UserGenesis, writeUserGenesis } from '../user/entries/genesis.ts';
import { type UserRekeying, writeUserRekeying } from '../user/entries/rekey.ts';
import { type UserEntryName, userEntryTypes } from '../user/entry-kind.ts';
import type { NewCredential, UserState } from '../user/state.ts';

function signed(body: Uint8Array, subjectId: Uint8Array, ...seeds: UserSeed[]): Uint8Array {
  return encodeSignedEntry(
    body,
    seeds.map((seed) => sign(signPurposes.userEntry, subjectId, body, seed)),
  );
}

/** On top of which state an entry is made, by whom and when. */
interface Placing {
  readonly state: UserState;
  readonly seed: UserSeed;
  readonly nowMs: number;
}

function frameOf({ state, nowMs }: Placing, name: UserEntryName): ByteWriter {
  return writeEntryFrame('userEntry', nextFrame(userEntryTypes[name], state, nowMs));
}

function finished({ state, seed }: Placing, writer: ByteWriter, ...others: UserSeed[]): Uint8Array {
  return signed(writer.finish(), UserId.toBytes(state.userId), seed, ...others);
}

/** @returns the stored form of the first entry of a new person */
export function authorUserGenesis(genesis: UserGenesis, seed: UserSeed, nowMs: number): Uint8Array {
  const frame = writeEntryFrame('userEntry', nextFrame(userEntryTypes.genesis, undefined, nowMs));
  return signed(writeUserGenesis(frame, genesis).finish(), new Uint8Array(longIdBytes), seed);
}

export function authorAccountJoined(
  state: UserState,
  joined: AccountJoined,
  seed: UserSeed,
  nowMs: number,
): Uint8Array {
  const placing = { state, seed, nowMs };
  return finished(placing, writeAccountJoined(frameOf(placing, 'accountJoined'), joined));
}

export function authorAccountLeft(
  state: UserState,
  accountId: AccountId,
  seed: UserSeed,
  nowMs: number,
): Uint8Array {
  const placing = { state, seed, nowMs };
  return finished(placing, writeAccountLeft(frameOf(placing, 'accountLeft'), accountId));
}

/** @param credential a passkey, a kit or a device */
export function authorCredentialAdded(placing: Placing, credential: NewCredential): Uint8Array {
  return finished(placing, writeCredential(frameOf(placing, 'credentialAdded'), credential));
}

/** @param credential a password */
export function authorPasswordChanged(placing: Placing, credential: NewCredential): Uint8Array {
  return finished(placing, writeCredential(frameOf(placing, 'passwordChanged'), credential));
}

/** @param newSeed whose public keys the rekeying states */
export function authorUserRekey(placing: Placing, rekeying: UserRekeying, newSeed: UserSeed): Uint8Array {
  return finished(placing, writeUserRekeying(frameOf(placing, 'rekey'), rekeying), newSeed);
}

export function authorDeviceForgotten(placing: Placing, credentialId: CredentialId): Uint8Array {
  return finished(placing, frameOf(placing, 'deviceForgotten').bytes(CredentialId.toBytes(credentialId)));
}

export function authorKitConfirmed(placing: Placing, credentialId: CredentialId): Uint8Array {
  return finished(placing, frameOf(placing, 'kitConfirmed').bytes(CredentialId.toBytes(credentialId)));
}
