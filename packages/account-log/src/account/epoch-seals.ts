import { type Recipient, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { NamedSeal } from './entries/epoch-part.ts';
import { parseAccountEntry } from './parse-entry.ts';

/** What has to be delivered with an entry, as the entry names it by hash. */
export interface NamedDelivery {
  readonly seals: readonly NamedSeal[];
  readonly chainBackHash: Uint8Array | undefined;
}

/** @throws CommonsealError `malformed` */
export function deliveryNamedBy(entry: Uint8Array): NamedDelivery {
  const parsed = parseAccountEntry(entry);
  if (parsed.name === 'invite' && parsed.matter.opening) {
    const { inviteId, opening } = parsed.matter;
    const seal: NamedSeal = { recipient: { kind: 'invite', id: inviteId }, sealHash: opening.sealHash };
    return { seals: [seal], chainBackHash: undefined };
  }
  return { seals: parsed.part?.seals ?? [], chainBackHash: parsed.part?.chainBackHash };
}

/** Whether what was delivered with an entry is exactly what the entry names by hash: all of it, and nothing else. */
export function isWhatEntryNames(
  named: NamedDelivery,
  delivered: {
    readonly chainBack: Uint8Array | undefined;
    readonly seals: readonly { readonly recipient: Recipient; readonly seal: Uint8Array }[];
  },
): boolean {
  const { chainBack, seals } = delivered;
  const isChainBack = named.chainBackHash
    ? chainBack !== undefined && equalBytes(hash(hashPurposes.chainBack, chainBack), named.chainBackHash)
    : chainBack === undefined;
  return (
    isChainBack &&
    seals.length === named.seals.length &&
    seals.every(({ recipient, seal }, at) => {
      const wanted = named.seals[at];
      return (
        wanted !== undefined &&
        wanted.recipient.kind === recipient.kind &&
        wanted.recipient.id === recipient.id &&
        equalBytes(hash(hashPurposes.seal, seal), wanted.sealHash)
      );
    })
  );
}
