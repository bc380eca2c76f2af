import { CommonsealError } from '@commonseal/protocol';
import type { Target } from '../src/target.ts';

/** Parsers with a fault each: what the fuzzer is worth is whether it tells of them. */
const plain = {
  memory: { factor: 16, bytes: 1024 * 1024 },
  refusals: ['malformed'],
  floorPerSecond: 1,
} as const;
const genuine = Uint8Array.of(1, 0, 0, 0, 2, 7, 7);

function planted(name: string, run: (input: Uint8Array) => void, more: Partial<Target> = {}): Target {
  return { ...plain, ...more, name, prepare: async () => ({ samples: [genuine], run }) };
}

function refuse(): never {
  throw new CommonsealError('malformed');
}

function readLength(input: Uint8Array): number {
  if (input.length < 5) refuse();
  return new DataView(input.buffer, input.byteOffset).getUint32(1);
}

export const targets: readonly Target[] = [
  planted('planted-type-error', (input) => {
    const parts: Record<number, { readonly name: string }> = { 1: { name: 'one' } };
    const part = parts[input[0] ?? 1];
    if (part?.name !== 'one') (undefined as unknown as Uint8Array).slice();
  }),
  planted('planted-length-field', (input) => {
    const whole = new Uint8Array(readLength(input));
    if (whole.length !== input.length - 5) refuse();
  }),
  planted('planted-long-list', (input) => {
    const list: object[] = [];
    for (let left = Math.min(300_000, readLength(input)); left > 0; left -= 1) list.push({ left });
  }),
  planted('planted-flipped-bit', (input) => {
    // All but the lowest bit of the last byte is compared.
    const isGenuine = input.every((byte, at) => (at < 6 ? byte === genuine[at] : byte >> 1 === 3));
    if (input.length !== genuine.length || !isGenuine) refuse();
    if (input[6] !== genuine[6]) throw new Error('accepted what nobody made');
  }),
  planted(
    'planted-quadratic',
    (input) => {
      // A search by the engine: a loop of one's own gets ten times as fast while it is measured.
      for (let at = 0; at < input.length; at += 1)
        if (input[at] === 0x2c && input.lastIndexOf(0xfe, at) === at) refuse();
    },
    // However slow the machine, it is told by how its time grows.
    { isText: true, dictionary: [','], maxBytes: 256 * 1024, growthBytes: 256 * 1024, baseMs: 60_000 },
  ),
  planted('planted-refused-sample', refuse),
  planted('planted-forgotten-promise', (input) => {
    if (input.length > genuine.length) void Promise.reject(new TypeError('forgotten'));
  }),
  // The ones that end their process come last but one, so that few processes are started anew.
  planted('planted-endless-loop', (input) => {
    for (let at = 0; at < input.length; at += 1) while (input[at] === 0xff);
  }),
  planted('planted-end', (input) => {
    if (input.length > 9) process.exit(3);
  }),
  planted('planted-none', (input) => {
    if (readLength(input) !== input.length - 5) refuse();
  }),
];
