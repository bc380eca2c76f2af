import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { currentEpoch } from '../state.ts';

/** `receipt`: the keys of all older batches were sealed again under the current account seed. Changes nothing. */
export interface Receipt {
  readonly epoch: number;
  readonly batches: number;
}

const deepRotation = 1;

export function writeReceipt(writer: ByteWriter, { epoch, batches }: Receipt): ByteWriter {
  return writer.u8(deepRotation).u32(epoch).u32(batches);
}

function readReceipt(reader: ByteReader): Receipt {
  if (reader.u8() !== deepRotation) reader.fail('unknown receipt');
  return { epoch: reader.u32(), batches: reader.u32() };
}

export const receiptEntry: EntryKind<Receipt, 'member'> = {
  name: 'receipt',
  author: 'member',
  epoch: 'never',
  parse: readReceipt,
  apply(state, { epoch }, { author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    return epoch === currentEpoch(state).epoch ? {} : new Refused('epoch differs');
  },
};
