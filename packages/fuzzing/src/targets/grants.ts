import {
  AccountId,
  JobId,
  type WriterId,
  concatBytes,
  encodeWorkerFingerprint,
  readWorkerFingerprint,
} from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  Refused,
  apply,
  encodeWorkerIdentity,
  parseWorkerIdentity,
} from '@commonseal/account-log';
import { authorGrant, authorGrantRevocation, authorWorkerWriter } from '@commonseal/account-log/author';
import {
  type SigningSeed,
  type WorkerSeed,
  type WriterSeed,
  cryptoReady,
  receivingPublicKey,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, keyOf, patternBytes, textOf } from '../text-input.ts';
import { requireRules, signedBy } from './account-log.ts';
import { makeAccount, nameBox, nowMs, userSeed, writerSeed } from './sample-account.ts';

const kiB = 1024;
const memory = { factor: 48, bytes: 512 * kiB };
const newWriter = keyOf<WriterSeed>(89);
const [granted, other] = [87, 88].map((start) => keyOf<WorkerSeed>(start)) as [WorkerSeed, WorkerSeed];

const identityOf = (seed: WorkerSeed) => ({
  signingKey: signingPublicKey(seed),
  receivingKey: receivingPublicKey(seed),
});

const workerIdentity: Target = {
  name: 'account-log-worker-identity',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  async prepare() {
    await cryptoReady();
    return {
      samples: [granted, other].map((seed) => encodeWorkerIdentity(identityOf(seed))),
      run(input) {
        const identity = parseWorkerIdentity(input);
        requireThat(areEqual(encodeWorkerIdentity(identity), input), 'two encodings of an identity');
      },
    };
  },
};

const workerFingerprint: Target = {
  name: 'protocol-worker-fingerprint',
  memory: { factor: 512, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  isText: true,
  dictionary: ['-', '\u2013', ' ', 'O', 'I', 'l', 'U', '0', 'Z'],
  prepare: async () => ({
    samples: [1, 2].flatMap((start) => {
      const groups = encodeWorkerFingerprint(patternBytes(20, start));
      return [groups.join('-'), groups.join(' ').toLowerCase()].map(bytesOf);
    }),
    run(input) {
      const reading = readWorkerFingerprint(textOf(input));
      if (reading.kind !== 'whole') return reading.kind;
      const again = readWorkerFingerprint(encodeWorkerFingerprint(reading.fingerprint).join(''));
      requireThat(
        again.kind === 'whole' && areEqual(again.fingerprint, reading.fingerprint),
        'another fingerprint',
      );
      return undefined;
    },
  }),
};

/** An owner, a writer, and a worker that reads and has a job. */
async function makeGranted() {
  const { entries, userId } = await makeAccount();
  const log = AccountLog.verify(entries);
  const authoring = () => ({ state: log.state, author: { userId, seed: userSeed }, nowMs });
  const base = (seed: WorkerSeed) => ({ ...identityOf(seed), nameBox, expiresAtMs: nowMs + 60_000 });
  const standing = (seed: WorkerSeed, writerIds?: readonly WriterId[]) =>
    authorGrant(authoring(), {
      ...base(seed),
      terms: { kind: 'standing', writerIds },
    });
  const job = (seed: WorkerSeed, start: number) =>
    authorGrant(authoring(), {
      ...base(seed),
      terms: {
        kind: 'job',
        jobId: JobId.fromBytes(patternBytes(16, start)),
        analyserBox: nameBox,
        itemCount: 3,
        itemsHash: patternBytes(32, 4),
      },
    });
  log.append(standing(granted));
  log.append(job(granted, 1));
  const jobGrant = log.head.sequence;
  return {
    state: log.state,
    byOwner: [
      standing(granted, [writerIdOf(writerSeed)]),
      standing(other),
      job(other, 2),
      authorGrantRevocation(authoring(), { grant: jobGrant, chainEnds: [] }, undefined),
    ],
    byWorker: [authorWorkerWriter({ state: log.state, workerSeed: granted, nowMs }, newWriter)],
  };
}

/** Workers to which something was granted come of an owner's grant alone, and a worker's entry lets nobody read. */
function requireGrants(before: AccountState, after: AccountState, isWorker: boolean): void {
  if (!isWorker) return;
  requireThat(after.grants === before.grants && after.epochs === before.epochs, 'a worker granted something');
  requireThat(after.members === before.members, 'a worker let somebody in');
}

/** What a dishonest owner, and a worker, can sign. Input: who, in the first byte, and the signed bytes of an entry. */
const signedGrants: Target = {
  name: 'account-log-grants',
  memory,
  refusals: [],
  floorPerSecond: 50,
  async prepare() {
    const { state, byOwner, byWorker } = await makeGranted();
    const subjectId = AccountId.toBytes(state.accountId);
    return {
      samples: [
        ...byOwner.map((entry) => concatBytes(Uint8Array.of(0), entry.slice(4, -65))),
        ...byWorker.map((entry) => concatBytes(Uint8Array.of(1), entry.slice(4, -129))),
      ],
      run(input) {
        const isWorker = ((input[0] ?? 0) & 1) === 1;
        const seeds: SigningSeed[] = isWorker ? [granted, newWriter] : [userSeed];
        const result = apply(state, signedBy(input.subarray(1), subjectId, seeds));
        if (result instanceof Refused) return result.reason;
        requireRules(state, result);
        requireGrants(state, result, isWorker);
        return undefined;
      },
    };
  },
};

export const grantTargets = [workerIdentity, workerFingerprint, signedGrants];
