import {
  ByteReader,
  ByteWriter,
  CommonsealError,
  WriterId,
  longIdBytes,
  maxMarksBytes,
} from '@commonseal/protocol';
import { equalBytes } from '@commonseal/crypto/verify';
import { type MarkCounts, Marks } from './marks.ts';
import { encodeCounts, readCounts } from './toggle-counts-format.ts';

/** A form that this build does not know is left alone and never replaced: a newer build of another device wrote it. */
const form = 1;
/**
 * Places in all sets together, those that are passed over included. As bits they fill the largest record; as a run they
 * take a few bytes, and still no more memory than that.
 */
export const maxPlaces = 8 * maxMarksBytes;

/** @throws CommonsealError `marks_too_large` when there are more places than anybody could read back */
export function encodeMarks(marks: Marks): Uint8Array {
  const writers = Array.from(marks.byWriter, ([writerId, counts]) => ({
    id: WriterId.toBytes(writerId),
    counts,
  }))
    .filter(({ counts }) => placesOf(counts) > 0)
    .toSorted((left, right) => compareBytes(left.id, right.id));
  if (writers.reduce((sum, { counts }) => sum + placesOf(counts), 0) > maxPlaces)
    throw new CommonsealError('marks_too_large');
  const writer = new ByteWriter().u8(form).u32(writers.length);
  for (const { id, counts } of writers)
    writer.bytes(id).bytes(encodeCounts(counts.read)).bytes(encodeCounts(counts.starred));
  return writer.finish();
}

/**
 * One value has one encoding: whatever is not exactly what `encodeMarks` would write is refused.
 * @throws CommonsealError `malformed`; `unsupported_format` for a form of a newer build
 */
export function parseMarks(bytes: Uint8Array): Marks {
  const reader = new ByteReader(bytes, 'marks');
  if (bytes.length > maxMarksBytes) reader.fail('too long');
  if (reader.u8() !== form) throw new CommonsealError('unsupported_format', 'marks of another form');
  const marks = new Marks();
  let placesLeft = maxPlaces;
  for (let left = reader.u32(); left > 0; left -= 1) {
    const counts = marks.countsOf(WriterId.fromBytes(reader.bytes(longIdBytes)));
    counts.read.join(readCounts(reader, placesLeft));
    placesLeft -= 8 * counts.read.bits.length;
    counts.starred.join(readCounts(reader, placesLeft));
    placesLeft -= 8 * counts.starred.bits.length;
  }
  reader.end();
  if (!equalBytes(encodeMarks(marks), bytes)) reader.fail('not the shortest form');
  return marks;
}

function placesOf({ read, starred }: MarkCounts): number {
  return 8 * (read.bits.length + starred.bits.length);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return (left[at] ?? 0) - (right[at] ?? 0);
}
