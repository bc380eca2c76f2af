import { ByteReader, ByteWriter, concatBytes, encodeParts } from '@commonseal/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

type Field =
  | { readonly kind: 'u8' | 'u16' | 'u32' | 'u53'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'sized'; readonly value: Uint8Array }
  | { readonly kind: 'text'; readonly value: string };

const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 0xff }) }),
  fc.record({ kind: fc.constant('u16' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
  fc.record({ kind: fc.constant('u53' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ kind: fc.constant('sized' as const), value: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary', maxLength: 20 }) }),
);

function write(fields: readonly Field[]): Uint8Array {
  const writer = new ByteWriter();
  for (const field of fields) {
    if (field.kind === 'text') writer.text(field.value);
    else if (field.kind === 'bytes') writer.bytes(field.value);
    else if (field.kind === 'sized') writer.sized(field.value);
    else writer[field.kind](field.value);
  }
  return writer.finish();
}

function read(reader: ByteReader, field: Field): Field['value'] {
  if (field.kind === 'bytes') return reader.bytes(field.value.length);
  if (field.kind === 'sized') return reader.sized(40);
  if (field.kind === 'text') return reader.text(80);
  return reader[field.kind]();
}

describe('the binary format', () => {
  it('reads back every list of fields that was written, to the last byte', () => {
    fc.assert(
      fc.property(fc.array(anyField, { maxLength: 12 }), (fields) => {
        const reader = new ByteReader(write(fields), 'test');
        for (const field of fields) expect(read(reader, field)).toEqual(field.value);
        reader.end();
      }),
    );
  });

  it('refuses every truncation as malformed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyField, { minLength: 1, maxLength: 6 }), async (fields) => {
        const whole = write(fields);
        for (let length = 0; length < whole.length; length += 1) {
          const code = await codeOf(() => {
            const reader = new ByteReader(whole.subarray(0, length), 'test');
            for (const field of fields) read(reader, field);
          });
          expect(code).toBe('malformed');
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuses left-over bytes', async () => {
    expect(await codeOf(() => new ByteReader(Uint8Array.of(1), 'test').end())).toBe('malformed');
  });

  it('writes integers big-endian in exactly their width', () => {
    const bytes = new ByteWriter().u8(1).u16(0x0203).u32(0x04050607).u53(0x08090a0b0c0d).finish();
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 0, 8, 9, 10, 11, 12, 13]);
  });

  it('reads the largest integer of every width without a sign', () => {
    const reader = new ByteReader(new Uint8Array(7).fill(0xff), 'test');
    expect([reader.u8(), reader.u16(), reader.u32()]).toEqual([0xff, 0xffff, 0xffffffff]);
  });

  it('refuses integers from 2^53 on', async () => {
    const last = new ByteWriter().u32(0x1fffff).u32(0xffffffff).finish();
    expect(new ByteReader(last, 'test').u53()).toBe(Number.MAX_SAFE_INTEGER);
    const first = new ByteWriter().u32(0x200000).u32(0).finish();
    expect(await codeOf(() => new ByteReader(first, 'test').u53())).toBe('malformed');
    expect(await codeOf(() => new ByteReader(new Uint8Array(8).fill(0xff), 'test').u53())).toBe('malformed');
  });

  it.each([
    ['u8', 256],
    ['u16', 65_536],
    ['u32', 2 ** 32],
    ['u53', 2 ** 53],
    ['u8', -1],
    ['u32', 1.5],
    ['u53', -1],
    ['u32', Number.NaN],
  ] as const)('calls writing %s %d a programming mistake', (width, value) => {
    expect(() => new ByteWriter()[width](value)).toThrow(TypeError);
  });

  it('refuses a length above its ceiling even when the bytes are there', async () => {
    const bytes = new ByteWriter().sized(new Uint8Array(11)).finish();
    expect(await codeOf(() => new ByteReader(bytes, 'test').sized(10))).toBe('malformed');
    expect(new ByteReader(bytes, 'test').sized(11)).toHaveLength(11);
  });

  it('refuses a length that promises more bytes than there are', async () => {
    const bytes = new ByteWriter().u32(0xffffffff).u8(1).finish();
    expect(await codeOf(() => new ByteReader(bytes, 'test').sized(2 ** 32))).toBe('malformed');
  });

  it.each([
    ['a byte that UTF-8 never has', [0xff]],
    ['a cut-off character', [0xe2, 0x82]],
    ['an over-long form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
  ])('refuses text with %s', async (_, bytes) => {
    const encoded = new ByteWriter().sized(Uint8Array.from(bytes)).finish();
    expect(await codeOf(() => new ByteReader(encoded, 'test').text(10))).toBe('malformed');
  });

  it('keeps a byte order mark, so that a text has one encoding', () => {
    const encoded = new ByteWriter().text('\uFEFFa').finish();
    expect(new ByteReader(encoded, 'test').text(10)).toBe('\uFEFFa');
  });

  it('names the format but never the bytes when it refuses', () => {
    const secret = new TextEncoder().encode('secret');
    expect(() => new ByteReader(secret, 'seal').bytes(7)).toThrow(/^seal: too short$/);
  });
});

describe('lists of parts', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 5 });
  const cut = (bytes: Uint8Array, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];

  it('never encode two different lists alike', () => {
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const areSame =
          JSON.stringify(left.map((part) => [...part])) === JSON.stringify(right.map((part) => [...part]));
        expect(String(encodeParts(left)) === String(encodeParts(right))).toBe(areSame);
      }),
      { numRuns: 500 },
    );
  });

  it('encode differently when a boundary between two parts moves', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        (bytes, first, second) => {
          const here = first % (bytes.length + 1);
          const there = second % (bytes.length + 1);
          fc.pre(here !== there);
          expect(encodeParts(cut(bytes, here))).not.toEqual(encodeParts(cut(bytes, there)));
        },
      ),
    );
  });

  it('encode differently when an empty part is added or parts are joined', () => {
    const encodings = [[], [''], ['', ''], ['ab'], ['a', 'b'], ['', 'ab'], ['ab', '']].map((list) =>
      String(encodeParts(list)),
    );
    expect(new Set(encodings).size).toBe(encodings.length);
  });

  it('can be read back, which is why no two are alike', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const reader = new ByteReader(encodeParts(list), 'parts');
        const back: Uint8Array[] = [];
        while (reader.remaining > 0) back.push(reader.sized(6));
        expect(back).toEqual(list);
      }),
    );
  });

  it('take text as its UTF-8 bytes', () => {
    expect(encodeParts(['é'])).toEqual(encodeParts([Uint8Array.of(0xc3, 0xa9)]));
  });
});

describe('joined bytes', () => {
  it('hold every part in order', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), (list) => {
        expect([...concatBytes(...list)]).toEqual(list.flatMap((part) => [...part]));
      }),
    );
  });
});
