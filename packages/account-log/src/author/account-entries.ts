import { AccountId, BreakGlassId, InviteId, UserId, longIdBytes } from '@commonseal/protocol';
import {
  type BreakGlassSeed,
  type InviteSeed,
  type SigningSeed,
  type UserSeed,
  type WorkerSeed,
  type WriterSeed,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type AccountEntryName, accountEntryTypes, authorKinds } from '../account/entry-kind.ts';
import { type BreakGlassMaking, writeBreakGlass } from '../account/entries/break-glass.ts';
import { type ChainEnd, writeChainEnd } from '../account/entries/chain-end.ts';
import { type EpochPart, writeEpochPart, writeOptionalEpochPart } from '../account/entries/epoch-part.ts';
import { type Genesis, writeGenesis } from '../account/entries/genesis.ts';
import { type Granting, writeGranting } from '../account/entries/grant.ts';
import { type Invitation, writeInvitation } from '../account/entries/invite.ts';
import { type Joining, writeJoining } from '../account/entries/join.ts';
import { writePolicy } from '../account/entries/policy.ts';
import { type Receipt, writeReceipt } from '../account/entries/receipt.ts';
import { type Rekeying, writeRekeying } from '../account/entries/rekey.ts';
import { type Removal, writeRemoval } from '../account/entries/remove.ts';
import { type Reset, writeReset } from '../account/entries/reset.ts';
import { type GrantRevocation, writeGrantRevocation } from '../account/entries/revoke-grant.ts';
import { type RoleChange, writeRoleChange } from '../account/entries/role.ts';
import { writeRequest } from '../account/entries/vouch.ts';
import { type WriterAdmission, writeWriterAdmission } from '../account/entries/writer.ts';
import { maxWorkerAheadMs } from '../account/limits.ts';
import type { AccountState, Policy } from '../account/state.ts';
import type { SignedResetRequest } from '../content/reset-request.ts';
import { encodeSignedEntry, nextFrame, writeEntryFrame } from '../signed-entry.ts';

/** On top of which state an entry is made, and when. */
interface Placing {
  readonly state: AccountState;
  readonly nowMs: number;
}

/** Who signs as a member. */
export interface Authoring extends Placing {
  readonly author: { readonly userId: UserId; readonly seed: UserSeed };
}

/** Who signs with an invite's link. */
export interface InviteAuthoring extends Placing {
  readonly inviteSeed: InviteSeed;
  readonly newcomerSeed: UserSeed;
}

/** Who signs with the seed of a break-glass set. */
export interface BreakGlassAuthoring extends Placing {
  readonly breakGlassSeed: BreakGlassSeed;
  readonly newcomerSeed: UserSeed;
}

/** Who signs as a worker. */
export interface WorkerAuthoring extends Placing {
  readonly workerSeed: WorkerSeed;
}

/** A key that signs entries, wherever it lies. */
export interface EntryKey {
  readonly publicKey: Uint8Array;
  /** @returns 64 bytes */
  sign(purpose: typeof signPurposes.accountEntry, subjectId: Uint8Array, body: Uint8Array): Uint8Array;
}

function memberFrame(name: AccountEntryName, userId: UserId, state: AccountState | undefined, nowMs: number) {
  return writeEntryFrame('accountEntry', nextFrame(accountEntryTypes[name], state, nowMs))
    .u8(authorKinds.member)
    .bytes(UserId.toBytes(userId));
}

function frameOf({ state, author, nowMs }: Authoring, name: AccountEntryName) {
  return memberFrame(name, author.userId, state, nowMs);
}

function signed(body: Uint8Array, subjectId: Uint8Array, ...seeds: SigningSeed[]): Uint8Array {
  const signatures = seeds.map((seed) => sign(signPurposes.accountEntry, subjectId, body, seed));
  return encodeSignedEntry(body, signatures);
}

function finished(
  { state, author }: Authoring,
  writer: { finish(): Uint8Array },
  ...others: UserSeed[]
): Uint8Array {
  return signed(writer.finish(), AccountId.toBytes(state.accountId), author.seed, ...others);
}

/** @returns the stored form of the first entry of a new account */
export function authorGenesis(genesis: Genesis, seed: UserSeed, nowMs: number): Uint8Array {
  const frame = memberFrame('genesis', genesis.owner.userId, undefined, nowMs);
  return signed(writeGenesis(frame, genesis).finish(), new Uint8Array(longIdBytes), seed);
}

export function authorEpoch(authoring: Authoring, part: EpochPart): Uint8Array {
  return finished(authoring, writeEpochPart(frameOf(authoring, 'epoch'), part));
}

export function authorWriter(authoring: Authoring, admission: WriterAdmission): Uint8Array {
  return finished(authoring, writeWriterAdmission(frameOf(authoring, 'writer'), admission));
}

export function authorWriterRevocation(authoring: Authoring, end: ChainEnd): Uint8Array {
  return finished(authoring, writeChainEnd(frameOf(authoring, 'revokeWriter'), end));
}

export function authorInvite(authoring: Authoring, invitation: Invitation): Uint8Array {
  return finished(authoring, writeInvitation(frameOf(authoring, 'invite'), invitation));
}

/** @param part when the invite opens at once and has not expired */
export function authorInviteRevocation(
  authoring: Authoring,
  inviteId: InviteId,
  part: EpochPart | undefined,
): Uint8Array {
  const frame = frameOf(authoring, 'revokeInvite').bytes(InviteId.toBytes(inviteId));
  return finished(authoring, writeOptionalEpochPart(frame, part));
}

function keyFrame(name: AccountEntryName, kind: number, publicKey: Uint8Array, { state, nowMs }: Placing) {
  return writeEntryFrame('accountEntry', nextFrame(accountEntryTypes[name], state, nowMs))
    .u8(kind)
    .bytes(publicKey);
}

/** @param part when the invite opens at once */
export function authorJoin(
  { state, inviteSeed, newcomerSeed, nowMs }: InviteAuthoring,
  joining: Joining,
  part: EpochPart | undefined,
): Uint8Array {
  const frame = keyFrame('join', authorKinds.invite, signingPublicKey(inviteSeed), { state, nowMs });
  const body = writeOptionalEpochPart(writeJoining(frame, joining), part).finish();
  return signed(body, AccountId.toBytes(state.accountId), inviteSeed, newcomerSeed);
}

export function authorRemoval(authoring: Authoring, removal: Removal, part: EpochPart): Uint8Array {
  return finished(
    authoring,
    writeOptionalEpochPart(writeRemoval(frameOf(authoring, 'remove'), removal), part),
  );
}

/** @param part when it voids an invite that opens at once */
export function authorRole(
  authoring: Authoring,
  change: RoleChange,
  part: EpochPart | undefined,
): Uint8Array {
  return finished(
    authoring,
    writeOptionalEpochPart(writeRoleChange(frameOf(authoring, 'role'), change), part),
  );
}

export function authorPolicy(authoring: Authoring, policy: Policy): Uint8Array {
  return finished(authoring, writePolicy(frameOf(authoring, 'policy'), policy));
}

/** @param newSeed whose public keys the rekeying states */
export function authorRekey(
  authoring: Authoring,
  rekeying: Rekeying,
  part: EpochPart,
  newSeed: UserSeed,
): Uint8Array {
  const matter = writeRekeying(frameOf(authoring, 'rekey'), rekeying);
  return finished(authoring, writeOptionalEpochPart(matter, part), newSeed);
}

export function authorReceipt(authoring: Authoring, receipt: Receipt): Uint8Array {
  return finished(authoring, writeReceipt(frameOf(authoring, 'receipt'), receipt));
}

export function authorVouch(authoring: Authoring, request: SignedResetRequest): Uint8Array {
  return finished(authoring, writeRequest(frameOf(authoring, 'vouch'), request));
}

export function authorReset(authoring: Authoring, reset: Reset, part: EpochPart): Uint8Array {
  return finished(authoring, writeOptionalEpochPart(writeReset(frameOf(authoring, 'reset'), reset), part));
}

export function authorBreakGlass(
  authoring: Authoring,
  making: BreakGlassMaking,
  part: EpochPart,
): Uint8Array {
  return finished(authoring, writeEpochPart(writeBreakGlass(frameOf(authoring, 'breakGlass'), making), part));
}

export function authorBreakGlassWithdrawal(
  authoring: Authoring,
  id: BreakGlassId,
  part: EpochPart,
): Uint8Array {
  const frame = frameOf(authoring, 'withdrawBreakGlass').bytes(BreakGlassId.toBytes(id));
  return finished(authoring, writeOptionalEpochPart(frame, part));
}

export function authorBreakGlassUse(
  { state, breakGlassSeed, newcomerSeed, nowMs }: BreakGlassAuthoring,
  joining: Joining,
  part: EpochPart,
): Uint8Array {
  const frame = keyFrame('breakGlassUse', authorKinds.breakGlass, signingPublicKey(breakGlassSeed), {
    state,
    nowMs,
  });
  const body = writeOptionalEpochPart(writeJoining(frame, joining), part).finish();
  return signed(body, AccountId.toBytes(state.accountId), breakGlassSeed, newcomerSeed);
}

export function authorGrant(authoring: Authoring, granting: Granting): Uint8Array {
  return finished(authoring, writeGranting(frameOf(authoring, 'grant'), granting));
}

/** @param part when the grant is a standing one that has not expired */
export function authorGrantRevocation(
  authoring: Authoring,
  revocation: GrantRevocation,
  part: EpochPart | undefined,
): Uint8Array {
  const matter = writeGrantRevocation(frameOf(authoring, 'revokeGrant'), revocation);
  return finished(authoring, writeOptionalEpochPart(matter, part));
}

/**
 * Dated a day after the log's newest entry at the latest, as the rules ask: in a log that has been quiet for longer, before it is made.
 * @param writerSeed whose public key is the new writer's id
 */
export function authorWorkerWriter(
  { state, workerSeed, nowMs }: WorkerAuthoring,
  writerSeed: WriterSeed,
): Uint8Array {
  return authorWorkerWriterWith({ state, nowMs }, entryKeyOf(workerSeed), entryKeyOf(writerSeed));
}

/** The same for keys that lie in memory of the caller's own. */
export function authorWorkerWriterWith(
  { state, nowMs }: Placing,
  worker: EntryKey,
  writer: EntryKey,
): Uint8Array {
  const placing = { state, nowMs: Math.min(nowMs, state.timeMs + maxWorkerAheadMs) };
  const frame = keyFrame('workerWriter', authorKinds.worker, worker.publicKey, placing);
  const body = frame.bytes(writer.publicKey).finish();
  const subjectId = AccountId.toBytes(state.accountId);
  const signatures = [worker, writer].map((key) => key.sign(signPurposes.accountEntry, subjectId, body));
  return encodeSignedEntry(body, signatures);
}

function entryKeyOf(seed: SigningSeed): EntryKey {
  return { publicKey: signingPublicKey(seed), sign: (...message) => sign(...message, seed) };
}
