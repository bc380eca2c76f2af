import { AccountLog, type AccountState, apply } from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ben,
  epochEntry,
  everyBitFlipped,
  everyBitFlippedButKeys,
  everyTruncation,
  flipBit,
  genesisOf,
  newLog,
  reasonOf,
  revocationEntry,
  startMs,
  withMember,
  writerEntry,
  ada,
} from './samples.ts';

beforeAll(cryptoReady);

interface Step {
  readonly kind: 'epoch' | 'writer' | 'revocation';
  readonly writer: number;
  readonly laterMs: number;
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('epoch', 'writer', 'revocation'),
  writer: fc.integer({ min: 0, max: 3 }),
  laterMs: fc.integer({ min: -10, max: 10 }),
});

function entryOf(state: AccountState, { kind, writer, laterMs }: Step): Uint8Array {
  if (kind === 'epoch') return epochEntry(state, {}, ada, startMs + laterMs);
  return kind === 'writer' ? writerEntry(state, writer) : revocationEntry(state, writer);
}

/** Every log that can come of the steps: what the rules refuse is left out. */
function logOf(steps: readonly Step[]): { log: AccountLog; entries: Uint8Array[] } {
  const entries = [genesisOf()];
  const log = AccountLog.verify(entries);
  for (const step of steps) {
    const entry = entryOf(log.state, step);
    if (reasonOf(apply(log.state, entry)) !== 'accepted') continue;
    log.append(entry);
    entries.push(entry);
  }
  return { log, entries };
}

function expectAllRefused(state: AccountState | undefined, copies: Iterable<Uint8Array>): number {
  const before = state && structuredClone(state);
  let refused = 0;
  for (const copy of copies) {
    if (reasonOf(apply(state, copy)) === 'accepted') expect.fail(`accepted altered copy ${refused}`);
    refused += 1;
  }
  expect(state).toEqual(before);
  return refused;
}

describe('an altered entry', () => {
  it('is refused as a first one, whichever bit it is (in its keys: whichever byte) or wherever it is cut off', () => {
    const copies = everyBitFlippedButKeys(genesisOf(), [4 + 84 + 64, 4 + 84 + 1624]);
    expect(expectAllRefused(undefined, copies)).toBe(8 * (3337 - 2 * 1216) + 2 * 1216);
    expect(expectAllRefused(undefined, everyTruncation(genesisOf()))).toBe(3337);
    // Most copies cost two trial encapsulations.
  }, 120_000);

  it('is refused as an epoch, whichever bit it is or wherever it is cut off', () => {
    const state = withMember(newLog().state, ben);
    expect(expectAllRefused(state, everyBitFlipped(epochEntry(state)))).toBe(8 * (1409 + 2 * 65));
    expect(expectAllRefused(state, everyTruncation(epochEntry(state)))).toBe(1409 + 2 * 65);
  });

  it('is refused as the admission of a writer, whichever bit it is or wherever it is cut off', () => {
    const { state } = newLog();
    expect(expectAllRefused(state, everyBitFlipped(writerEntry(state)))).toBe(8 * 530);
    expect(expectAllRefused(state, everyTruncation(writerEntry(state)))).toBe(530);
  });

  it('is refused as the withdrawal of a writer, whichever bit it is or wherever it is cut off', () => {
    const log = newLog();
    log.append(writerEntry(log.state));
    expect(expectAllRefused(log.state, everyBitFlipped(revocationEntry(log.state)))).toBe(8 * 221);
    expect(expectAllRefused(log.state, everyTruncation(revocationEntry(log.state)))).toBe(221);
  });

  it('is refused on top of any log', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 6 }),
        anyStep,
        fc.array(fc.nat(), { maxLength: 20 }),
        (steps, step, bits) => {
          const { log } = logOf(steps);
          const entry = entryOf(log.state, step);
          expectAllRefused(
            log.state,
            bits.map((bit) => flipBit(entry, bit % (8 * entry.length))),
          );
          expectAllRefused(log.state, [Uint8Array.of(...entry, 0)]);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('the same entries', () => {
  it('are never accepted in two orders', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 2, maxLength: 6 }), (steps) => {
        const { entries } = logOf(steps);
        fc.pre(entries.length > 2);
        for (let at = 1; at < entries.length - 1; at += 1) {
          const before = AccountLog.verify(entries.slice(0, at)).state;
          const later = entries[at + 1] ?? new Uint8Array();
          expect(reasonOf(apply(before, later))).not.toBe('accepted');
        }
      }),
      { numRuns: 20 },
    );
  });

  it('count only one of two that were made at the same moment', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 4 }), anyStep, anyStep, (steps, one, other) => {
        const { log } = logOf(steps);
        const [first, second] = [entryOf(log.state, one), entryOf(log.state, other)];
        for (const [earlier, later] of [
          [first, second],
          [second, first],
        ] as const) {
          const state = apply(log.state, earlier);
          if (reasonOf(state) !== 'accepted') continue;
          expect(reasonOf(apply(state as AccountState, later))).toBe('wrong sequence');
        }
      }),
      { numRuns: 20 },
    );
  });

  it('lead everybody who reads them to the same state', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), (steps) => {
        const { log, entries } = logOf(steps);
        expect(AccountLog.verify(entries).state).toEqual(log.state);
        expect(log.state.head.sequence).toBe(entries.length - 1);
      }),
      { numRuns: 20 },
    );
  });
});
