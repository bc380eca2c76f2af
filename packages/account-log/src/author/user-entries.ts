import { type AccountId, UserId, longIdBytes } from '@commonseal/protocol';
import { type UserSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { encodeSignedEntry, nextFrame, writeEntryFrame } from '../signed-entry.ts';
import { type AccountJoined, writeAccountJoined } from '../user/entries/account-joined.ts';
import { writeAccountLeft } from '../user/entries/account-left.ts';
import { type UserGenesis, writeUserGenesis } from '../user/entries/genesis.ts';
import { userEntryTypes } from '../user/entry-kind.ts';
import type { UserState } from '../user/state.ts';

function signed(body: Uint8Array, subjectId: Uint8Array, seed: UserSeed): Uint8Array {
  return encodeSignedEntry(body, [sign(signPurposes.userEntry, subjectId, body, seed)]);
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
  const frame = writeEntryFrame('userEntry', nextFrame(userEntryTypes.accountJoined, state, nowMs));
  return signed(writeAccountJoined(frame, joined).finish(), UserId.toBytes(state.userId), seed);
}

export function authorAccountLeft(
  state: UserState,
  accountId: AccountId,
  seed: UserSeed,
  nowMs: number,
): Uint8Array {
  const frame = writeEntryFrame('userEntry', nextFrame(userEntryTypes.accountLeft, state, nowMs));
  return signed(writeAccountLeft(frame, accountId).finish(), UserId.toBytes(state.userId), seed);
}
