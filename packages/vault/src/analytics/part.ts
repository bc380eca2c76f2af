import type { Finding } from '@commonseal/protocol';
import { parseBase64url } from '@commonseal/protocol';
import { parseDecimal } from './decimal.ts';
import type { KnownPeople, PeopleOfAccount } from './known-people.ts';

/** Somebody, once for each item that names them, with the names that it gives. */
export interface NamedAddress {
  readonly address: string;
  /** Different ones, none of them empty. */
  readonly names: readonly string[];
}

/** What one finding adds to the figures of its item. */
export interface Part {
  readonly state: 'found' | 'failed' | 'unreadable';
  readonly senders?: readonly NamedAddress[];
  readonly correspondents?: readonly NamedAddress[];
  /** Whether there are more of them than figures name. */
  readonly hasOtherSenders?: boolean;
  readonly hasOtherCorrespondents?: boolean;
  readonly language?: string;
  readonly amounts?: readonly { readonly currency: string; readonly value: bigint }[];
  readonly attachments?: readonly { readonly mediaType: string; readonly size: number }[];
  readonly sketch?: Uint8Array;
}

export const unreadable: Part = { state: 'unreadable' };
export const notOpened: Part = { state: 'found' };

export function partOf(finding: Finding, known: PeopleOfAccount): Part {
  const state = 'found';
  switch (finding.kind) {
    case 'failed':
      return { state: 'failed' };
    case 'people': {
      const senders = peopleIn(finding.from, known.senders);
      const correspondents = peopleIn([...finding.to, ...finding.cc], known.correspondents);
      return {
        state,
        senders: senders.named,
        correspondents: correspondents.named,
        hasOtherSenders: senders.hasOthers,
        hasOtherCorrespondents: correspondents.hasOthers,
      };
    }
    case 'language':
      return { state, language: finding.language };
    case 'amounts':
      return {
        state,
        amounts: finding.amounts.map(({ currency, value }) => ({ currency, value: parseDecimal(value) })),
      };
    case 'attachments':
      return { state, attachments: finding.attachments.map(({ mediaType, size }) => ({ mediaType, size })) };
    case 'likeness':
      return { state, sketch: parseBase64url(finding.sketch) };
    case 'text':
    case 'nothing to read':
      return { state };
  }
}

function peopleIn(people: Parameters<typeof byAddress>[0], known: KnownPeople) {
  const all = byAddress(people);
  const named = all.flatMap((each) => known.admit(each) ?? []);
  return { named, hasOthers: named.length < all.length };
}

function byAddress(people: readonly { readonly name: string; readonly address: string }[]): NamedAddress[] {
  const names = new Map<string, Set<string>>();
  for (const { name, address } of people) {
    const known = names.get(address) ?? new Set();
    if (name !== '') known.add(name);
    names.set(address, known);
  }
  return Array.from(names, ([address, given]) => ({ address, names: [...given] }));
}
