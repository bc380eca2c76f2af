import { ByteReader } from '@commonseal/protocol';
import { type Recipient, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { parseSignedEntry, readEntryFrame } from '../signed-entry.ts';
import { type EpochPart, readEpochPart } from './entries/epoch-part.ts';
import { accountEntryTypes } from './entry-kind.ts';

/** The new account seed's part of an entry that brings one; undefined for every other kind. */
export function epochPartOf(entry: Uint8Array): EpochPart | undefined {
  const reader = new ByteReader(parseSignedEntry(entry, hashPurposes.accountEntry).body, 'account log entry');
  const { type } = readEntryFrame('accountEntry', reader);
  if (type !== accountEntryTypes.epoch) return undefined;
  // Behind the frame stand the kind and the id of the author.
  reader.bytes(1 + 32);
  return readEpochPart(reader);
}

/** Whether what was delivered with an entry is exactly what the entry names by hash: all of it, and nothing else. */
export function isWhatEpochNames(
  part: EpochPart,
  delivered: {
    readonly chainBack: Uint8Array | undefined;
    readonly seals: readonly { readonly recipient: Recipient; readonly seal: Uint8Array }[];
  },
): boolean {
  const { chainBack, seals } = delivered;
  return (
    chainBack !== undefined &&
    equalBytes(hash(hashPurposes.chainBack, chainBack), part.chainBackHash) &&
    seals.length === part.seals.length &&
    seals.every(({ recipient, seal }, at) => {
      const named = part.seals[at];
      return (
        named !== undefined &&
        named.recipient.kind === recipient.kind &&
        named.recipient.id === recipient.id &&
        equalBytes(hash(hashPurposes.seal, seal), named.sealHash)
      );
    })
  );
}
