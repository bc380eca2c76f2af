import {
  type EntryHeading,
  deliveryNamedBy,
  isWhatEntryNames,
  parseEntryHeading,
} from '@commonseal/account-log';
import type { Recipient } from '@commonseal/crypto/verify';
import { CommonsealError } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { bytesOf } from '../bytes.ts';
import { isFarAhead } from '../far-ahead.ts';

/** An entry with what it brings along. */
export interface DeliveredEntry {
  readonly entry: Buffer;
  readonly seals: readonly { readonly recipient: Recipient; readonly seal: Buffer }[];
  readonly chainBack: Buffer | undefined;
}

type Received = Pick<BodyOf<typeof endpoints.appendEntry>, 'entry' | 'seals' | 'chainBack'>;

export function deliveredOf({ entry, seals, chainBack }: Received): DeliveredEntry {
  return {
    entry: bytesOf(entry),
    seals: seals.map(({ kind, id, seal }) => ({
      // Compared with what the entry names, before anything is stored.
      recipient: { kind, id } as Recipient,
      seal: bytesOf(seal),
    })),
    chainBack: chainBack === undefined ? undefined : bytesOf(chainBack),
  };
}

export function refused(reason: string): CommonsealError {
  return new CommonsealError('log_refused', reason);
}

/** What an entry says of itself; nobody has vouched for it yet. @throws CommonsealError `log_refused` */
export function headingOf(entry: Uint8Array): EntryHeading {
  const heading = asRefusal(() => parseEntryHeading(entry));
  if (isFarAhead(heading.frame.timeMs)) throw refused('the time is ahead');
  return heading;
}

/** Bytes that cannot be read are refused like those that can. @throws CommonsealError `log_refused` */
export function asRefusal<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof CommonsealError) throw refused('malformed');
    throw error;
  }
}

/** @throws CommonsealError `invalid_request` when what came along is not exactly what the entry names */
export function requireNamed({ entry, seals, chainBack }: DeliveredEntry): void {
  if (!isWhatEntryNames(deliveryNamedBy(entry), { seals, chainBack })) {
    throw new CommonsealError('invalid_request', 'not the seals that the entry names');
  }
}
