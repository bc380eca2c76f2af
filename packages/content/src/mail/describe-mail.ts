import '#text-decoder';
import { type Address, addressParser, decodeWords } from 'postal-mime';
import { plausibleMailDateMs } from './mail-date.ts';
import { readMailFields } from './mail-fields.ts';

/** What a message says of itself; nothing of it is verified, and the strings are still raw third-party text. */
export interface MailOutside {
  readonly subject: string;
  readonly from: string;
  readonly sentAtMs: number | undefined;
}

/** Nobody reads on after these. */
const maxSenders = 5;

/** @param head the beginning of a message; only its header section is looked at */
export function describeMail(head: Uint8Array, nowMs: number): MailOutside {
  const { values } = readMailFields(head);
  return {
    subject: decoded(values.get('subject') ?? '', decodeWords),
    from: senders(values.get('from')) || senders(values.get('sender')),
    sentAtMs: plausibleMailDateMs(values.get('date') ?? '', nowMs),
  };
}

function senders(field: string | undefined): string {
  return field === undefined ? '' : decoded(field, (text) => formatAddresses(addressParser(text)));
}

/** A parser that stumbles must not cost the item: the text as it came is shown instead. */
function decoded(text: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

function formatAddresses(addresses: readonly Address[]): string {
  return addresses
    .flatMap((entry) => (entry.group ? entry.group : [entry]))
    .slice(0, maxSenders)
    .map(({ name, address }) => {
      if (!name || !address || name === address) return address || name;
      return `${name} <${address}>`;
    })
    .filter(Boolean)
    .join(', ');
}
