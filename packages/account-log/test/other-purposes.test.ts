import { AccountId, UserId, concatBytes } from '@commonseal/protocol';
import { AccountLog, UserLog, acceptManifest, apply, applyUserEntry } from '@commonseal/account-log';
import { BatchSealer, authorAccountJoined, authorUserGenesis } from '@commonseal/account-log/author';
import { type UserSeed, receivingPublicKey, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSignedEntry } from '../src/signed-entry.ts';
import {
  ada,
  epochEntry,
  genesisOf,
  keyOf,
  newLog,
  patternBytes,
  placementOf,
  reasonOf,
  revocationEntry,
  startMs,
  writerEntry,
  writerSeedOf,
} from './samples.ts';

beforeAll(cryptoReady);

type Purpose = keyof typeof signPurposes;
const noSubject = new Uint8Array(32);

/** The same entry, signed anew. */
function signedAnew(
  entry: Uint8Array,
  purpose: Purpose,
  subjectId: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  const body = entry.slice(4, -65);
  return encodeSignedEntry(body, [sign(signPurposes[purpose], subjectId, body, seed as never)]);
}

function expectOnlyOwnPurpose(own: Purpose, make: (purpose: Purpose) => string): void {
  for (const purpose of Object.keys(signPurposes) as Purpose[]) {
    expect([purpose, make(purpose)]).toEqual([purpose, purpose === own ? 'accepted' : 'signature invalid']);
  }
}

describe('a signature that was made for something else', () => {
  it("counts for no entry of an account's log", () => {
    const log = newLog();
    log.append(writerEntry(log.state, 1));
    const { state } = log;
    const subjectId = AccountId.toBytes(state.accountId);
    for (const entry of [epochEntry(state), writerEntry(state), revocationEntry(state, 1)]) {
      expectOnlyOwnPurpose('accountEntry', (purpose) =>
        reasonOf(apply(state, signedAnew(entry, purpose, subjectId, ada.seed))),
      );
      for (const subject of [noSubject, UserId.toBytes(ada.userId)]) {
        const other = signedAnew(entry, 'accountEntry', subject, ada.seed);
        expect(reasonOf(apply(state, other))).toBe('signature invalid');
      }
      const byWriter = signedAnew(entry, 'accountEntry', subjectId, writerSeedOf(1));
      expect(reasonOf(apply(state, byWriter))).toBe('signature invalid');
    }
  });

  it("counts for no first entry of an account's log", () => {
    expectOnlyOwnPurpose('accountEntry', (purpose) =>
      reasonOf(apply(undefined, signedAnew(genesisOf(), purpose, noSubject, ada.seed))),
    );
    const withSubject = signedAnew(genesisOf(), 'accountEntry', UserId.toBytes(ada.userId), ada.seed);
    expect(reasonOf(apply(undefined, withSubject))).toBe('signature invalid');
  });

  it("counts for no entry of a person's log", () => {
    const seed = keyOf<UserSeed>(1);
    const receivingKey = receivingPublicKey(seed);
    const credential = {
      credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' as never,
      kind: 'password',
      receivingKey,
    } as const;
    const first = authorUserGenesis(
      { signingKey: signingPublicKey(seed), receivingKey, credential },
      seed,
      startMs,
    );
    const { state } = UserLog.verify([first]);
    const joined = { accountId: AccountId.fromBytes(patternBytes(32)), head: state.head };
    const later = authorAccountJoined(state, joined, seed, startMs);
    const subjectId = UserId.toBytes(state.userId);
    expectOnlyOwnPurpose('userEntry', (purpose) =>
      reasonOf(applyUserEntry(undefined, signedAnew(first, purpose, noSubject, seed))),
    );
    expectOnlyOwnPurpose('userEntry', (purpose) =>
      reasonOf(applyUserEntry(state, signedAnew(later, purpose, subjectId, seed))),
    );
    expect(reasonOf(applyUserEntry(state, signedAnew(later, 'userEntry', noSubject, seed)))).toBe(
      'signature invalid',
    );
  });

  it('counts for no manifest, nor does the signature of a member', async () => {
    const log = AccountLog.verify([genesisOf()]);
    log.append(writerEntry(log.state));
    const { manifest } = await new BatchSealer(placementOf(log)).finish(undefined, startMs);
    const body = manifest.slice(0, -64);
    const subjectId = AccountId.toBytes(log.state.accountId);
    const signedBy = (purpose: Purpose, seed: Uint8Array) =>
      concatBytes(body, sign(signPurposes[purpose], subjectId, body, seed as never));
    expectOnlyOwnPurpose('manifest', (purpose) =>
      reasonOf(acceptManifest(log, undefined, signedBy(purpose, writerSeedOf(0)))),
    );
    expect(reasonOf(acceptManifest(log, undefined, signedBy('manifest', ada.seed)))).toBe(
      'signature invalid',
    );
  });
});
