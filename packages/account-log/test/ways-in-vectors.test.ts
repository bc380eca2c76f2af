import { CredentialId } from '@commonseal/protocol';
import { UserLog, applyUserEntry, parseUserEntry, verifyCredentialChallenge } from '@commonseal/account-log';
import {
  authorCredentialAdded,
  authorDeviceForgotten,
  authorKitConfirmed,
  authorPasswordChanged,
  authorUserRekey,
  signCredentialChallenge,
} from '@commonseal/account-log/author';
import { type CredentialSeed, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import challengeJson from '../vectors/v1-ways-in/credential-challenge.json' with { type: 'json' };
import userJson from '../vectors/v1-ways-in/user-log.json' with { type: 'json' };
import { fromHex, toHex, waysInFacts } from '../vectors/facts.ts';
import { reasonOf } from './samples.ts';
import { placing, secondSeed } from './ways-in-cases.ts';

beforeAll(cryptoReady);

const entries = userJson.entries.map(({ stored }) => fromHex(stored));
const stateBefore = (at: number) => UserLog.verify(entries.slice(0, at)).state;

/** Bytes of each kind's payload, as docs/wire-format.md has them. */
function documentedBytes(entry: ReturnType<typeof parseUserEntry>): number {
  const utf8 = (text: string) => new TextEncoder().encode(text).length;
  const of = ({ signingKey, name }: { signingKey: Uint8Array | undefined; name: string }) =>
    1237 + (signingKey ? 32 : 0) + utf8(name);
  if (entry.name === 'credentialAdded' || entry.name === 'passwordChanged') return of(entry.matter);
  if (entry.name !== 'rekey') return 16;
  const { withdrawn, added } = entry.matter;
  return 1250 + 16 * withdrawn.length + added.reduce((sum, credential) => sum + of(credential), 0);
}

function written(at: number): Uint8Array {
  const entry = parseUserEntry(entries[at] ?? new Uint8Array());
  const place = placing(stateBefore(at));
  switch (entry.name) {
    case 'credentialAdded':
      return authorCredentialAdded(place, entry.matter);
    case 'passwordChanged':
      return authorPasswordChanged(place, entry.matter);
    case 'deviceForgotten':
      return authorDeviceForgotten(place, entry.matter);
    case 'kitConfirmed':
      return authorKitConfirmed(place, entry.matter);
    case 'rekey':
      return authorUserRekey(place, entry.matter, secondSeed);
    case 'accountJoined':
    case 'accountLeft':
  }
  throw new TypeError(`not written here: ${entry.name}`);
}

describe("the frozen person's log with ways in", () => {
  it('leads to the frozen states', () => {
    for (const [at, { state }] of userJson.entries.entries()) {
      expect(waysInFacts(stateBefore(at + 1))).toEqual(state);
    }
  });

  it('is written as frozen, in the documented size', () => {
    for (let at = 1; at < entries.length; at += 1) {
      const stored = entries[at] ?? new Uint8Array();
      expect(toHex(written(at))).toBe(userJson.entries[at]?.stored);
      const entry = parseUserEntry(stored);
      const signatures = entry.name === 'rekey' ? 2 : 1;
      expect(stored.length).toBe(4 + 51 + documentedBytes(entry) + 1 + 64 * signatures);
    }
  });

  it('has every kind of entry that ways in brought', () => {
    const names = entries.slice(1).map((entry) => parseUserEntry(entry).name);
    expect([...new Set(names)].toSorted()).toEqual(
      ['credentialAdded', 'deviceForgotten', 'kitConfirmed', 'passwordChanged', 'rekey'].toSorted(),
    );
  });

  it.each(userJson.refused)('refuses an entry $name', ({ stored, reason }) => {
    expect(reasonOf(applyUserEntry(stateBefore(entries.length - 1), fromHex(stored)))).toBe(reason);
  });
});

describe('the frozen answer to a challenge', () => {
  it('is made and read as frozen', () => {
    const seed = fromHex(challengeJson.seed) as CredentialSeed;
    const challenge = {
      credentialId: CredentialId.fromBytes(fromHex(challengeJson.credentialId)),
      challenge: fromHex(challengeJson.challenge),
    };
    const signature = signCredentialChallenge(challenge, seed);
    expect(toHex(signature)).toBe(challengeJson.signature);
    expect(toHex(signingPublicKey(seed))).toBe(challengeJson.signingKey);
    verifyCredentialChallenge({ ...challenge, signature, signingKey: fromHex(challengeJson.signingKey) });
  });
});
