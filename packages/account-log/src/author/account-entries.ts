import { AccountId, UserId, longIdBytes } from '@commonseal/protocol';
import { type SigningSeed, type UserSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { accountEntryTypes, memberAuthor } from '../account/entry-kind.ts';
import { type EpochPart, writeEpochPart } from '../account/entries/epoch-part.ts';
import { type Genesis, writeGenesis } from '../account/entries/genesis.ts';
import { type WriterRevocation, writeWriterRevocation } from '../account/entries/revoke-writer.ts';
import { type WriterAdmission, writeWriterAdmission } from '../account/entries/writer.ts';
import type { AccountState } from '../account/state.ts';
import { encodeSignedEntry, nextFrame, writeEntryFrame } from '../signed-entry.ts';

/** Who signs, on top of which state, and when. */
export interface Authoring {
  readonly state: AccountState;
  readonly author: { readonly userId: UserId; readonly seed: UserSeed };
  readonly nowMs: number;
}

function memberFrame(type: number, userId: UserId, state: AccountState | undefined, nowMs: number) {
  return writeEntryFrame('accountEntry', nextFrame(type, state, nowMs))
    .u8(memberAuthor)
    .bytes(UserId.toBytes(userId));
}

function signed(body: Uint8Array, subjectId: Uint8Array, seed: SigningSeed): Uint8Array {
  return encodeSignedEntry(body, [sign(signPurposes.accountEntry, subjectId, body, seed)]);
}

/** @returns the stored form of the first entry of a new account */
export function authorGenesis(genesis: Genesis, seed: UserSeed, nowMs: number): Uint8Array {
  const frame = memberFrame(accountEntryTypes.genesis, genesis.owner.userId, undefined, nowMs);
  return signed(writeGenesis(frame, genesis).finish(), new Uint8Array(longIdBytes), seed);
}

export function authorEpoch({ state, author, nowMs }: Authoring, part: EpochPart): Uint8Array {
  const frame = memberFrame(accountEntryTypes.epoch, author.userId, state, nowMs);
  return signed(writeEpochPart(frame, part).finish(), AccountId.toBytes(state.accountId), author.seed);
}

export function authorWriter({ state, author, nowMs }: Authoring, admission: WriterAdmission): Uint8Array {
  const frame = memberFrame(accountEntryTypes.writer, author.userId, state, nowMs);
  return signed(
    writeWriterAdmission(frame, admission).finish(),
    AccountId.toBytes(state.accountId),
    author.seed,
  );
}

export function authorWriterRevocation(
  { state, author, nowMs }: Authoring,
  revocation: WriterRevocation,
): Uint8Array {
  const frame = memberFrame(accountEntryTypes.revokeWriter, author.userId, state, nowMs);
  return signed(
    writeWriterRevocation(frame, revocation).finish(),
    AccountId.toBytes(state.accountId),
    author.seed,
  );
}
