import {
  BreakGlassId,
  type ByteReader,
  type ByteWriter,
  InviteId,
  UserId,
  WorkerId,
  encodeBase64url,
  longIdBytes,
} from '@commonseal/protocol';
import {
  type Recipient,
  hash,
  hashBytes,
  hashPurposes,
  receivingPublicKeyBytes,
  recipientIdBytes,
} from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import type { EntryFrame } from '../../signed-entry.ts';
import { maxRecipients } from '../limits.ts';
import { type AccountState, type Epoch, currentEpoch } from '../state.ts';
import { areRecipients } from './check-recipients.ts';

/** The new account seed that an entry brings: in an `epoch` entry alone, in others behind their own matter. */
export interface EpochPart {
  readonly epoch: number;
  readonly ingestKey: Uint8Array;
  readonly chainBackHash: Uint8Array;
  /** One for each recipient, in the order of `recipientsOf`. */
  readonly seals: readonly NamedSeal[];
}

/** A seal of the account seed that an entry names by hash. */
export interface NamedSeal {
  readonly recipient: Recipient;
  readonly sealHash: Uint8Array;
}

const recipientKinds = { member: 1, invite: 2, breakGlass: 3, worker: 4 } as const;

export function writeEpochPart(writer: ByteWriter, part: EpochPart): ByteWriter {
  writer.u32(part.epoch).bytes(part.ingestKey).bytes(part.chainBackHash).u32(part.seals.length);
  for (const { recipient, sealHash } of part.seals) {
    writer.u8(recipientKinds[recipient.kind]).bytes(recipientIdBytes(recipient)).bytes(sealHash);
  }
  return writer;
}

export function readEpochPart(reader: ByteReader): EpochPart {
  const epoch = reader.u32();
  const ingestKey = reader.bytes(receivingPublicKeyBytes);
  const chainBackHash = reader.bytes(hashBytes);
  const count = reader.u32();
  if (count > maxRecipients) reader.fail('too many recipients');
  const seals: NamedSeal[] = [];
  for (let at = 0; at < count; at += 1) {
    const recipient = readRecipient(reader);
    seals.push({ recipient, sealHash: reader.bytes(hashBytes) });
  }
  return { epoch, ingestKey, chainBackHash, seals };
}

function readRecipient(reader: ByteReader): Recipient {
  const kind = reader.u8();
  const id = reader.bytes(longIdBytes);
  if (kind === recipientKinds.member) return { kind: 'member', id: UserId.fromBytes(id) };
  if (kind === recipientKinds.invite) return { kind: 'invite', id: InviteId.fromBytes(id) };
  if (kind === recipientKinds.breakGlass) return { kind: 'breakGlass', id: BreakGlassId.fromBytes(id) };
  if (kind === recipientKinds.worker) return { kind: 'worker', id: WorkerId.fromBytes(id) };
  return reader.fail('unknown kind of recipient');
}

/**
 * The rules of a new account seed.
 * @param after the state once the entry's own matter counts: its recipients, no more, no less and in their order
 * @param authorId who made the seed
 */
export function applyEpochPart(
  after: AccountState,
  part: EpochPart,
  frame: EntryFrame,
  authorId: UserId,
): Pick<AccountState, 'epochs' | 'ingestKeys'> | Refused {
  if (part.epoch !== currentEpoch(after).epoch + 1) return new Refused('epoch differs');
  const keyName = ingestKeyName(part.ingestKey);
  if (after.ingestKeys.has(keyName)) return new Refused('key was used before');
  if (!areRecipients(part, after, frame.timeMs)) return new Refused('recipients differ');
  const { epoch, ingestKey, chainBackHash } = part;
  const { sequence: since, timeMs: sinceMs } = frame;
  const next: Epoch = { epoch, since, sinceMs, authorId, ingestKey, chainBackHash };
  return { epochs: after.epochs.push(next), ingestKeys: after.ingestKeys.set(keyName, true) };
}

/** An ingest key by its hash. */
export function ingestKeyName(ingestKey: Uint8Array): string {
  return encodeBase64url(hash(hashPurposes.receivingKey, ingestKey));
}

/** Behind the matter of an entry that may end somebody's access: 0, or 1 and the new account seed. */
export function writeOptionalEpochPart(writer: ByteWriter, part: EpochPart | undefined): ByteWriter {
  return part ? writeEpochPart(writer.u8(1), part) : writer.u8(0);
}

export function readOptionalEpochPart(reader: ByteReader): EpochPart | undefined {
  const flag = reader.u8();
  if (flag > 1) reader.fail('neither with nor without an epoch');
  return flag === 1 ? readEpochPart(reader) : undefined;
}
