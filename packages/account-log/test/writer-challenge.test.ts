import { AccountId, WriterId } from '@commonseal/protocol';
import { verifyWriterChallenge } from '@commonseal/account-log';
import { signWriterChallenge } from '@commonseal/account-log/author';
import { writerIdOf } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ada,
  codeOf,
  everyBitFlipped,
  everyTruncation,
  flipBit,
  newLog,
  patternBytes,
  writerSeedOf,
} from './samples.ts';

beforeAll(cryptoReady);

describe("a writer's answer to a challenge", () => {
  const challenged = () => ({
    accountId: newLog().state.accountId,
    writerId: writerIdOf(writerSeedOf(0)),
    challenge: patternBytes(32, 1),
  });

  it('is accepted for exactly what was asked', async () => {
    const challenge = challenged();
    const signature = signWriterChallenge(challenge, writerSeedOf(0));
    expect(() => verifyWriterChallenge({ ...challenge, signature })).not.toThrow();
    const message = Uint8Array.of(...WriterId.toBytes(challenge.writerId), ...challenge.challenge);
    const subjectId = AccountId.toBytes(challenge.accountId);
    const publicKey = WriterId.toBytes(challenge.writerId);
    const purpose = signPurposes.writerSession;
    expect(() => verifySignature({ purpose, subjectId, message, signature, publicKey })).not.toThrow();
    const wrong = [
      { ...challenge, signature: signWriterChallenge(challenge, writerSeedOf(1)) },
      { ...challenge, signature: flipBit(signature, 0) },
      { ...challenge, signature, challenge: flipBit(challenge.challenge, 0) },
      { ...challenge, signature, challenge: challenge.challenge.slice(1) },
      { ...challenge, signature, writerId: writerIdOf(writerSeedOf(1)) },
      { ...challenge, signature, accountId: ada.userId as never },
    ];
    for (const answer of wrong) {
      expect(await codeOf(() => verifyWriterChallenge(answer))).toBe('signature_invalid');
    }
  });

  it('is refused with any bit flipped and wherever it is cut off, as is any other challenge', async () => {
    const challenge = challenged();
    const signature = signWriterChallenge(challenge, writerSeedOf(0));
    let refused = 0;
    for (const copiesOf of [everyBitFlipped, everyTruncation]) {
      for (const copy of copiesOf(signature)) {
        const answer = { ...challenge, signature: copy };
        expect(await codeOf(() => verifyWriterChallenge(answer))).toBe('signature_invalid');
        refused += 1;
      }
      for (const copy of copiesOf(challenge.challenge)) {
        const answer = { ...challenge, signature, challenge: copy };
        expect(await codeOf(() => verifyWriterChallenge(answer))).toBe('signature_invalid');
        refused += 1;
      }
    }
    for (const copy of everyBitFlipped(AccountId.toBytes(challenge.accountId))) {
      const answer = { ...challenge, signature, accountId: AccountId.fromBytes(copy) };
      expect(await codeOf(() => verifyWriterChallenge(answer))).toBe('signature_invalid');
      refused += 1;
    }
    for (const copy of everyBitFlipped(WriterId.toBytes(challenge.writerId))) {
      const answer = { ...challenge, signature, writerId: WriterId.fromBytes(copy) };
      expect(await codeOf(() => verifyWriterChallenge(answer))).toBe('signature_invalid');
      refused += 1;
    }
    expect(refused).toBe(9 * 64 + 9 * 32 + 2 * 256);
  });
});
