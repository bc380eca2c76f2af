import { encodeWorkerFingerprint } from '@commonseal/protocol';
import { encodeWorkerIdentity, workerFingerprint, workerIdOf } from '@commonseal/account-log';
import { generateWorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import type { GrantInput } from '@commonseal/vault';

export const hourMs = 3_600_000;
const everything = { kind: 'standing', writerIds: undefined } as const;

/** A worker as its own program shows it. */
export function newWorker() {
  const seed = generateWorkerSeed();
  const keys = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const printed = encodeWorkerFingerprint(workerFingerprint(keys)).join('-');
  return { seed, workerId: workerIdOf(keys), identity: encodeWorkerIdentity(keys), printed };
}
export type TestWorker = ReturnType<typeof newWorker>;

export function asked({ identity, printed }: TestWorker, change: Partial<GrantInput> = {}): GrantInput {
  const base = { identity, typedFingerprint: printed, workerName: 'Indexer', lifetimeMs: hourMs };
  return { ...base, terms: everything, ...change };
}
