import { deliveryNamedBy, isWhatEntryNames, recipientsOf } from '@commonseal/account-log';
import { accountSeedContext, sealSecret } from '@commonseal/crypto/seal';
import { openSeal } from '@commonseal/crypto/open';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accountSeedOf,
  ada,
  ben,
  codeOf,
  epochEntry,
  eve,
  flipBit,
  genesisOf,
  newLog,
  patternBytes,
  revocationEntry,
  withMember,
  writerEntry,
} from './samples.ts';

beforeAll(cryptoReady);

function delivery() {
  const state = withMember(newLog().state, ben);
  const { accountId } = state;
  const chainBack = patternBytes(118, 4);
  const seals = recipientsOf(state, state.timeMs).map(({ recipient, receivingKey }) => ({
    recipient,
    seal: sealSecret(accountSeedOf(1), receivingKey, accountSeedContext({ accountId, epoch: 1, recipient })),
  }));
  const entry = epochEntry(state, {
    chainBackHash: hash(hashPurposes.chainBack, chainBack),
    seals: seals.map(({ recipient, seal }) => ({ recipient, sealHash: hash(hashPurposes.seal, seal) })),
  });
  return { accountId, named: deliveryNamedBy(entry), chainBack, seals };
}

describe('what is delivered with an epoch', () => {
  it('is what the entry names, and opens for its recipients alone', async () => {
    const { accountId, named, chainBack, seals } = delivery();
    expect(isWhatEntryNames(named, { chainBack, seals })).toBe(true);
    for (const [at, { seed }] of [ada, ben].entries()) {
      const { recipient, seal } = seals[at] ??
        seals[0] ?? { recipient: { kind: 'member' as const, id: ada.userId }, seal: chainBack };
      const context = accountSeedContext({ accountId, epoch: 1, recipient });
      expect(openSeal(seal, seed, context)).toEqual(accountSeedOf(1));
      expect(await codeOf(() => openSeal(seal, eve.seed, context))).toBe('decryption_failed');
    }
  });

  it('is refused when anything is missing, added, exchanged or altered', () => {
    const { named, chainBack, seals } = delivery();
    const [first, second] = seals;
    if (!first || !second) throw new TypeError('two seals');
    const wrong = [
      { chainBack: undefined, seals },
      { chainBack: new Uint8Array(118), seals },
      { chainBack, seals: [] },
      { chainBack, seals: [first] },
      { chainBack, seals: [...seals, second] },
      { chainBack, seals: [second, first] },
      { chainBack, seals: [{ ...first, seal: second.seal }, second] },
      { chainBack, seals: [{ ...first, recipient: second.recipient }, second] },
      { chainBack, seals: [first, { ...second, seal: flipBit(second.seal, 9) }] },
    ];
    for (const delivered of wrong) expect(isWhatEntryNames(named, delivered)).toBe(false);
  });

  it('is nothing for entries that name nothing', () => {
    const { state } = newLog();
    for (const entry of [genesisOf(), writerEntry(state), revocationEntry(state)]) {
      const named = deliveryNamedBy(entry);
      expect(named).toEqual({ seals: [], chainBackHash: undefined });
      expect(isWhatEntryNames(named, { seals: [], chainBack: undefined })).toBe(true);
      expect(isWhatEntryNames(named, { seals: [], chainBack: patternBytes(118) })).toBe(false);
    }
  });

  it('is not looked for in what is no entry', async () => {
    for (const bytes of [new Uint8Array(), patternBytes(300), epochEntry(newLog().state).slice(0, -1)]) {
      expect(await codeOf(() => deliveryNamedBy(bytes))).toBe('malformed');
    }
  });
});
