import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import {
  type Recipient,
  equalBytes,
  hashBytes,
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
} from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import { type AccountState, type Epoch, type Member, currentEpoch } from '../state.ts';

/** The new account seed that an entry brings: in an `epoch` entry alone, in others together with their own matter. */
export interface EpochPart {
  readonly epoch: number;
  readonly ingestKey: Uint8Array;
  readonly chainBackHash: Uint8Array;
  /** One for each recipient, in the order of `recipientsOf`. */
  readonly seals: readonly { readonly recipient: Recipient; readonly sealHash: Uint8Array }[];
}

const recipientKinds = { member: 1 } as const;
const maxRecipients = 10_000;

/** Everybody and everything that the account seed is sealed to: computed from the log, never chosen. */
export function recipientsOf(members: ReadonlyMap<UserId, Member>): {
  readonly recipient: Recipient;
  readonly receivingKey: Uint8Array;
}[] {
  return [...members.values()].map(({ userId, receivingKey }) => ({
    recipient: { kind: 'member', id: userId },
    receivingKey,
  }));
}

export function writeEpochPart(writer: ByteWriter, part: EpochPart): ByteWriter {
  writer.u32(part.epoch).bytes(part.ingestKey).bytes(part.chainBackHash).u32(part.seals.length);
  for (const { recipient, sealHash } of part.seals) {
    writer.u8(recipientKinds[recipient.kind]).bytes(UserId.toBytes(recipient.id)).bytes(sealHash);
  }
  return writer;
}

export function readEpochPart(reader: ByteReader): EpochPart {
  const epoch = reader.u32();
  const ingestKey = reader.bytes(receivingPublicKeyBytes);
  const chainBackHash = reader.bytes(hashBytes);
  const count = reader.u32();
  if (count > maxRecipients) reader.fail('too many recipients');
  const seals: EpochPart['seals'][number][] = [];
  for (let at = 0; at < count; at += 1) {
    if (reader.u8() !== recipientKinds.member) reader.fail('unknown kind of recipient');
    const id = UserId.fromBytes(reader.bytes(longIdBytes));
    seals.push({ recipient: { kind: 'member', id }, sealHash: reader.bytes(hashBytes) });
  }
  return { epoch, ingestKey: requireReceivingPublicKey(ingestKey), chainBackHash, seals };
}

/**
 * The rules of a new account seed.
 * @param membersAfter the members once the entry counts: only they may be recipients
 */
export function applyEpochPart(
  state: AccountState,
  part: EpochPart,
  membersAfter: ReadonlyMap<UserId, Member>,
  sequence: number,
): AccountState['epochs'] | Refused {
  if (part.epoch !== currentEpoch(state).epoch + 1) return new Refused('epoch differs');
  if (state.epochs.some(({ ingestKey }) => equalBytes(ingestKey, part.ingestKey))) {
    return new Refused('key was used before');
  }
  const expected = recipientsOf(membersAfter);
  const areRecipients =
    part.seals.length === expected.length &&
    part.seals.every(({ recipient }, at) => {
      const wanted = expected[at]?.recipient;
      return wanted?.kind === recipient.kind && wanted.id === recipient.id;
    });
  if (!areRecipients) return new Refused('recipients differ');
  const { epoch, ingestKey, chainBackHash } = part;
  const next: Epoch = { epoch, since: sequence, ingestKey, chainBackHash };
  return [...state.epochs, next];
}
