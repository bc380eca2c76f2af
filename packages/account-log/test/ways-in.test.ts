import {
  Refused,
  UserLog,
  type UserState,
  applyUserEntry,
  maxCredentials,
  parseUserEntry,
  verifyCredentialChallenge,
} from '@commonseal/account-log';
import {
  authorDeviceForgotten,
  authorKitConfirmed,
  signCredentialChallenge,
} from '@commonseal/account-log/author';
import {
  type CredentialSeed,
  type UserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, everyTruncation, flipBit, keyOf, patternBytes, reasonOf } from './samples.ts';
import {
  added,
  changed,
  credentialOf,
  firstSeed,
  idOf,
  placing,
  rekeyed,
  secondSeed,
  waysInCases,
  waysInEntries,
  waysInGenesis,
  waysInState,
} from './ways-in-cases.ts';

beforeAll(cryptoReady);

const next = (state: UserState, entry: Uint8Array): UserState => {
  const after = applyUserEntry(state, entry);
  if (after instanceof Refused) throw new TypeError(after.reason);
  return after;
};

describe("a person's ways in", () => {
  it('are added, confirmed, exchanged and forgotten', () => {
    const state = waysInState();
    expect([...state.credentials.values()]).toMatchObject([
      { ...credentialOf(1, 'passkey', 'Schlüssel am Bund'), since: 1, kitNumber: 0, isConfirmed: false },
      { ...credentialOf(2, 'kit'), since: 2, kitNumber: 1, isConfirmed: true },
      { ...credentialOf(3, 'device', 'Laptop'), since: 4, kitNumber: 0, isConfirmed: false },
      { ...credentialOf(5, 'password'), since: 7 },
    ]);
    expect(state).toMatchObject({ generation: 0, signingKey: signingPublicKey(firstSeed), kits: 1 });
  });

  it('keep the keys that they had when keys are replaced, unless they are withdrawn', () => {
    const state = waysInState();
    const after = next(
      state,
      rekeyed(state, {
        withdrawn: [idOf(5), idOf(2)],
        added: [credentialOf(6, 'password'), credentialOf(7, 'kit')],
      }),
    );
    expect([...after.credentials.keys()]).toEqual([1, 3, 6, 7].map(idOf));
    expect(after.credentials.get(idOf(1))).toEqual(state.credentials.get(idOf(1)));
    expect(after.credentials.get(idOf(7))).toMatchObject({ kitNumber: 2, isConfirmed: false, since: 8 });
    expect(after).toMatchObject({
      generation: 1,
      signingKey: signingPublicKey(secondSeed),
      receivingKey: receivingPublicKey(secondSeed),
    });
    expect(reasonOf(applyUserEntry(after, changed(after, 9, firstSeed)))).toBe('signature invalid');
    expect(reasonOf(applyUserEntry(after, changed(after, 9, secondSeed)))).toBe('accepted');
  });

  it('never get keys of an earlier generation again', () => {
    const state = waysInState();
    const second = next(state, rekeyed(state));
    const back = rekeyed(second, {}, { seed: secondSeed, newSeed: firstSeed });
    expect(reasonOf(applyUserEntry(second, back))).toBe('key was used before');
  });

  it.each(waysInCases)('refuses an entry %s: %s', (_, reason, make) => {
    const state = waysInState();
    const before = structuredClone(state);
    expect(reasonOf(applyUserEntry(state, make(state)))).toBe(reason);
    expect(state).toEqual(before);
  });

  it.each(['passkey', 'kit', 'device'] as const)('has no more of one kind than it may: %s', (kind) => {
    const log = UserLog.verify(waysInEntries());
    const count = () => [...log.state.credentials.values()].filter((one) => one.kind === kind).length;
    for (let number = 20; count() < maxCredentials[kind]; number += 1)
      log.append(added(log.state, credentialOf(number, kind)));
    expect(reasonOf(applyUserEntry(log.state, added(log.state, credentialOf(90, kind))))).toBe('too many');
    const withOne = rekeyed(log.state, { added: [credentialOf(90, kind)] });
    expect(reasonOf(applyUserEntry(log.state, withOne))).toBe('too many');
    const old = [...log.state.credentials.values()].find((one) => one.kind === kind);
    const instead = rekeyed(log.state, {
      withdrawn: old ? [old.credentialId] : [],
      added: [credentialOf(90, kind)],
    });
    expect(reasonOf(applyUserEntry(log.state, instead))).toBe('accepted');
  });

  it('take a name of 64 bytes, and none', () => {
    const state = waysInState();
    for (const name of ['', 'ä'.repeat(32), 'Ada’s phone 📱'])
      expect(reasonOf(applyUserEntry(state, added(state, credentialOf(9, 'device', name))))).toBe('accepted');
  });

  it('are the same for everybody who reads the log, entry by entry', () => {
    const entries = waysInEntries();
    expect(UserLog.verify(entries).state).toEqual(waysInState());
    const names = entries.slice(1).map((entry) => parseUserEntry(entry).name);
    expect(names).toEqual([
      'credentialAdded',
      'credentialAdded',
      'kitConfirmed',
      'credentialAdded',
      'credentialAdded',
      'deviceForgotten',
      'passwordChanged',
    ]);
  });
});

describe('an altered entry about ways in', () => {
  it('is refused, whichever byte it is and wherever it is cut off', () => {
    const state = waysInState();
    const entries = [
      rekeyed(state, { withdrawn: [idOf(5)], added: [credentialOf(6, 'password')] }),
      added(state, credentialOf(9, 'kit')),
      authorDeviceForgotten(placing(state), idOf(3)),
    ];
    for (const entry of entries) {
      let at = 0;
      for (; at < entry.length; at += 1) {
        const flipped = flipBit(entry, 8 * at + (at % 8));
        if (reasonOf(applyUserEntry(state, flipped)) === 'accepted') expect.fail(`byte ${at}`);
      }
      for (const copy of everyTruncation(entry)) {
        if (reasonOf(applyUserEntry(state, copy)) === 'accepted') expect.fail(`cut off at ${copy.length}`);
      }
      expect(at).toBe(entry.length);
    }
    for (const entry of entries) expect(reasonOf(applyUserEntry(state, entry))).toBe('accepted');
  });
});

interface Step {
  readonly what: 'add' | 'change' | 'rekey' | 'forget' | 'confirm';
  readonly kind: 'passkey' | 'kit' | 'device';
  readonly one: number;
  readonly other: number;
}

const anyNumber = fc.integer({ min: 0, max: 12 });
const anyStep: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('add', 'change', 'rekey', 'forget', 'confirm'),
  kind: fc.constantFrom('passkey', 'kit', 'device'),
  one: anyNumber,
  other: anyNumber,
});

const seedOf = (generation: number) => keyOf<UserSeed>(1 + generation);

function entryOf(state: UserState, { what, kind, one, other }: Step): Uint8Array {
  const seed = seedOf(state.generation);
  if (what === 'add') return added(state, credentialOf(one, kind), seed);
  if (what === 'change') return changed(state, one, seed);
  if (what === 'forget') return authorDeviceForgotten(placing(state, seed), idOf(one));
  if (what === 'confirm') return authorKitConfirmed(placing(state, seed), idOf(one));
  const change = { withdrawn: [idOf(one)], added: [credentialOf(other, other % 2 ? 'password' : kind)] };
  return rekeyed(state, change, { seed, newSeed: seedOf(state.generation + (one === 12 ? 0 : 1)) });
}

describe('whatever is asked for in whatever order', () => {
  it('there is one password, nothing is used twice, and what is refused changes nothing', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 5, maxLength: 20 }), (steps) => {
        let state = applyUserEntry(undefined, waysInGenesis()) as UserState;
        const everHad = new Set(state.credentials.keys());
        for (const step of steps) {
          const before = structuredClone(state);
          const after = applyUserEntry(state, entryOf(state, step));
          expect(state).toEqual(before);
          if (after instanceof Refused) continue;
          accepted += 1;
          const kinds = [...after.credentials.values()].map(({ kind }) => kind);
          expect(kinds.filter((kind) => kind === 'password')).toHaveLength(1);
          for (const kind of kinds)
            expect(kinds.filter((other) => other === kind).length).toBeLessThanOrEqual(maxCredentials[kind]);
          for (const credentialId of after.credentials.keys()) {
            if (state.credentials.has(credentialId)) continue;
            expect(everHad.has(credentialId)).toBe(false);
            everHad.add(credentialId);
          }
          // A way in that is no device's goes with the keys, or with the next password.
          const gone = [...state.credentials.values()].filter(
            (one) => !after.credentials.has(one.credentialId),
          );
          const isQuiet = gone.every(({ kind }) => kind === 'device' || kind === 'password');
          expect(isQuiet || after.generation === state.generation + 1).toBe(true);
          state = after;
        }
      }),
      { numRuns: 40 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('the answer to a challenge', () => {
  const seed = keyOf<CredentialSeed>(40);
  const challenge = { credentialId: idOf(2), challenge: patternBytes(32, 5) };

  it('counts for the way in that signed it, and for this challenge', async () => {
    const signature = signCredentialChallenge(challenge, seed);
    const answered = { ...challenge, signature, signingKey: signingPublicKey(seed) };
    verifyCredentialChallenge(answered);
    const others = [
      { ...answered, credentialId: idOf(3) },
      { ...answered, challenge: patternBytes(32, 6) },
      { ...answered, signature: flipBit(signature, 9) },
      { ...answered, signingKey: signingPublicKey(firstSeed) },
    ];
    for (const other of others)
      expect(await codeOf(() => verifyCredentialChallenge(other))).toBe('signature_invalid');
  });

  it('is made for nothing else: the key of a way in signs no entry', () => {
    const state = waysInState();
    const byKit = added(state, credentialOf(9, 'passkey'), keyOf<UserSeed>(102));
    expect(reasonOf(applyUserEntry(state, byKit))).toBe('signature invalid');
  });
});
