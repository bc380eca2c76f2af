import { CommonsealError, WriterId, maxMarksBytes } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/seal';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MarkKind, Marks } from '../src/marks/marks.ts';
import { encodeMarks, maxPlaces, parseMarks } from '../src/marks/marks-format.ts';
import { maxCount } from '../src/marks/toggle-counts.ts';

beforeAll(cryptoReady);

const writers = [1, 2, 3].map((fill) => WriterId.fromBytes(new Uint8Array(32).fill(fill)));
const [writerId] = writers as [WriterId];
const header = [1, 0, 0, 0, 1, ...new Uint8Array(32).fill(1)];

interface Change {
  readonly kind: MarkKind;
  readonly writerId: WriterId;
  readonly index: number;
  readonly isOn: boolean;
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom<MarkKind>('read', 'starred'),
  writerId: fc.constantFrom(...writers),
  index: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 5000 })),
  isOn: fc.boolean(),
});
const anyChanges = fc.array(anyChange, { maxLength: 120 });

function marksAfter(changes: readonly Change[], marks = new Marks()): Marks {
  for (const { kind, isOn, ...place } of changes) marks.set(kind, place, isOn);
  return marks;
}

function joined(...parts: readonly Marks[]): Marks {
  const whole = new Marks();
  for (const part of parts) whole.join(part);
  return whole;
}

function readMany(indexes: Iterable<number>): Marks {
  const marks = new Marks();
  for (const index of indexes) marks.set('read', { writerId, index }, true);
  return marks;
}

function codeOf(bytes: Uint8Array): string {
  try {
    parseMarks(bytes);
    return 'taken';
  } catch (error) {
    return error instanceof CommonsealError ? error.code : String(error);
  }
}

describe('marks of two devices, joined', () => {
  it('are the same in every order, however often, and grouped as one likes', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, anyChanges, (left, middle, right) => {
        const [a, b, c] = [left, middle, right].map((changes) => marksAfter(changes)) as [
          Marks,
          Marks,
          Marks,
        ];
        const all = encodeMarks(joined(a, b, c));
        expect(encodeMarks(joined(c, a, b))).toEqual(all);
        expect(encodeMarks(joined(a, joined(b, c)))).toEqual(all);
        expect(encodeMarks(joined(joined(a, b), c))).toEqual(all);
        expect(encodeMarks(joined(a, b, c, a, joined(c, b)))).toEqual(all);
        expect(encodeMarks(joined(a, a))).toEqual(encodeMarks(a));
      }),
    );
  });

  it('show what the later of two changes said, when the second device knew of the first', () => {
    fc.assert(
      fc.property(anyChanges, anyChange, anyChanges, (before, last, others) => {
        const first = marksAfter(before);
        const second = joined(first);
        second.set(last.kind, last, last.isOn);
        // The first one goes on with other things.
        const apart = others.filter(({ kind, index }) => kind !== last.kind || index !== last.index);
        const result = joined(marksAfter(apart, first), second);
        expect(result.isOn(last.kind, last)).toBe(last.isOn);
      }),
    );
  });

  it('say whether anything was news', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (left, right) => {
        const [a, b] = [marksAfter(left), marksAfter(right)];
        const before = encodeMarks(a);
        const isNews = a.join(b);
        expect(isNews).toBe(Buffer.compare(encodeMarks(a), before) !== 0);
        expect(a.join(b)).toBe(false);
      }),
    );
  });

  it('lose nothing to an older copy of themselves', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (before, after) => {
        const older = marksAfter(before);
        const newer = marksAfter(after, joined(older));
        const expected = encodeMarks(newer);
        newer.join(older);
        expect(encodeMarks(newer)).toEqual(expected);
      }),
    );
  });
});

describe('encoded marks', () => {
  it('are read as they were written, each in one form', () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const marks = marksAfter(changes);
        const bytes = encodeMarks(marks);
        const read = parseMarks(bytes);
        expect(encodeMarks(read)).toEqual(bytes);
        for (const { kind, ...place } of changes) {
          expect(read.isOn(kind, place)).toBe(marks.isOn(kind, place));
        }
      }),
    );
  });

  it('are refused when they are cut off anywhere, or followed by more', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 60 }), (changes) => {
        const bytes = encodeMarks(marksAfter([...changes, ...changes.map((c) => ({ ...c, isOn: true }))]));
        for (let length = 0; length < bytes.length; length += 1) {
          expect(codeOf(bytes.slice(0, length))).toBe('malformed');
        }
        expect(codeOf(Uint8Array.of(...bytes, 0))).toBe('malformed');
      }),
      { numRuns: 30 },
    );
  });

  it.each(
    Object.entries({
      'no writer at all, and more follows': [1, 0, 0, 0, 0, 0],
      'a writer without marks': [...header, 1, 0, 0, 1, 0, 0],
      'another shape': [...header, 3, 1, 0, 0, 0, 1, 0, 0],
      'bits where runs are as short': [...header, 2, 2, 0xff, 0xff, 0, 1, 0, 0],
      'bits that end with zeros': [...header, 2, 3, 0xaa, 0xaa, 0, 0, 1, 0, 0],
      'a longer integer than needed': [...header, 1, 0x81, 0, 0, 0, 0, 1, 0, 0],
      'an integer without an end': [...header, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0],
      'a run beyond every place': [...header, 1, 1, 0, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0, 0],
      'a count of something that has none': [...header, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0],
      'a count above the largest': [...header, 1, 1, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0],
      'more runs than there are': [...header, 1, 0xff, 0xff, 0x7f, 0, 0],
      'more counts than there are': [...header, 1, 1, 0, 0, 0xff, 0xff, 0x7f, 0, 0],
      'more writers than there are': [1, 0xff, 0xff, 0xff, 0xff],
      'one writer twice': [
        1,
        0,
        0,
        0,
        2,
        ...header.slice(5),
        1,
        1,
        0,
        0,
        0,
        1,
        0,
        0,
        ...header.slice(5),
        1,
        1,
        0,
        0,
        0,
        1,
        0,
        0,
      ],
      nothing: [],
    }),
  )('are refused with %s', (_, bytes) => {
    expect(codeOf(Uint8Array.from(bytes))).toBe('malformed');
  });

  it('are told from those of a newer build', () => {
    expect(codeOf(encodeMarks(readMany([1])).with(0, 2))).toBe('unsupported_format');
  });

  it('have a largest number of places, and of bytes', () => {
    const most = readMany([maxPlaces - 1]);
    expect(parseMarks(encodeMarks(most)).isOn('read', { writerId, index: maxPlaces - 1 })).toBe(true);
    most.set('starred', { writerId, index: 0 }, true);
    expect(() => encodeMarks(most)).toThrow(CommonsealError);
    expect(codeOf(new Uint8Array(maxMarksBytes + 1).fill(1))).toBe('malformed');
  });

  it('stop at the largest count', () => {
    const marks = readMany([7]);
    marks.countsOf(writerId).read.raise(7, maxCount);
    expect(marks.set('read', { writerId, index: 7 }, false)).toBe(false);
    expect(parseMarks(encodeMarks(marks)).isOn('read', { writerId, index: 7 })).toBe(true);
  });
});

describe('the marks of 100,000 items', () => {
  const all = Array.from({ length: 100_000 }, (_, index) => index);
  const some = (part: number) => all.filter((index) => (index * 2_654_435_761) % 1000 < 1000 * part);
  const sizeOf = (marks: Marks) => encodeMarks(marks).length;

  it('take as good as nothing when all are read, or all up to some', () => {
    expect(sizeOf(readMany(all))).toBe(47);
    expect(sizeOf(readMany([...all.slice(0, 99_000), 99_100, 99_500]))).toBeLessThan(60);
  });

  it('take a bit each at the most, however they were read', () => {
    expect(sizeOf(readMany(some(0.5)))).toBeLessThanOrEqual(12_600);
    expect(sizeOf(readMany(all.filter((index) => index % 2 === 0)))).toBeLessThanOrEqual(12_600);
  });

  it('take two or three bytes for each star', () => {
    const marks = readMany(all);
    for (const index of some(0.002)) marks.set('starred', { writerId, index }, true);
    expect(sizeOf(marks)).toBeLessThanOrEqual(50 + 3 * some(0.002).length);
  });

  it('fit when every one was read, marked as unread and read again', () => {
    const marks = readMany(all);
    for (const isOn of [false, true]) for (const index of all) marks.set('read', { writerId, index }, isOn);
    expect(sizeOf(marks)).toBeLessThanOrEqual(200_100);
  });
});
