import { UserId } from '@commonseal/protocol';
import {
  AccountLog,
  type AccountState,
  type EpochPart,
  Refused,
  apply,
  currentEpoch,
  devicesOf,
  recipientsOf,
  rotationDue,
} from '@commonseal/account-log';
import {
  authorEpoch,
  authorWorkerWriter,
  authorWriter,
  authorWriterRevocation,
} from '@commonseal/account-log/author';
import {
  type AccountSeed,
  type WriterSeed,
  receivingPublicKey,
  signingPublicKey,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { type Recipient, cryptoReady, equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSample } from '../../../e2e/fixtures/sample.ts';
import { type Choice, anyChoice, allKinds, hourMs, stepOf } from './history-steps.ts';
import { type Asked, type Model, type Step, foundedBy, isExposed, next, readersOf } from './model.ts';
import {
  type Person,
  codeOf,
  flipBit,
  genesisOf,
  patternBytes,
  reasonOf,
  someName,
  startMs,
} from './samples.ts';
import {
  grantRevocationEntry,
  jobGrantEntry,
  standingEntry,
  workerIdFor,
  workerSeedOf,
} from './grant-samples.ts';
import {
  breakGlassEntry,
  breakGlassIdOf,
  breakGlassUseEntry,
  breakGlassWithdrawalEntry,
  requestOf,
  resetEntry,
  vouchEntry,
} from './let-back-in-samples.ts';
import {
  inviteEntry,
  inviteIdOf,
  inviteRevocationEntry,
  joinEntry,
  policyEntry,
  receiptEntry,
  rekeyEntry,
  removalEntry,
  roleEntry,
} from './team-samples.ts';

beforeAll(cryptoReady);

function seedOf<K extends Uint8Array>(...parts: number[]): K {
  const seed = patternBytes(32, 17);
  seed.set(parts, 1);
  return seed as K;
}

const numberOf = (name: string) => Number(name.slice(1));

function personOf(name: string, keys: number): Person {
  const userId = UserId.fromBytes(seedOf(1, numberOf(name)));
  return { userId, seed: seedOf(2, numberOf(name), keys) };
}

function writerSeedOf(name: string): WriterSeed {
  return seedOf(3, numberOf(name) >> 8, numberOf(name));
}

function recipientOf(model: Model, name: string): Recipient {
  if (model.links.has(name)) return { kind: 'invite', id: inviteIdOf(numberOf(name)) };
  if (isWorker(name)) return { kind: 'worker', id: workerIdFor(numberOf(name)) };
  if (model.sets.has(name)) return { kind: 'breakGlass', id: breakGlassIdOf(numberOf(name)) };
  return { kind: 'member', id: personOf(name, 0).userId };
}

const isWorker = (name: string) => name.startsWith('k');

type Keys = (name: string) => number;

function entryOf(
  state: AccountState,
  model: Model,
  step: Step,
  making: {
    readonly nowMs: number;
    readonly part: EpochPart | 'none';
    readonly keysOf: Keys;
    /** The request that the step is about, if it is about one. */
    readonly request: Uint8Array;
  },
): Uint8Array {
  const { nowMs, part, keysOf, request } = making;
  const person = (name: string) => personOf(name, model.members.get(name)?.keys ?? keysOf(name));
  if (step.kind === 'join') return joinEntry(state, numberOf(step.link), person(step.who), { nowMs, part });
  if (step.kind === 'useSet')
    return breakGlassUseEntry(state, numberOf(step.set), person(step.who), { nowMs, part });
  if (step.kind === 'report') {
    const placing = { state, workerSeed: workerSeedOf(numberOf(step.worker)), nowMs };
    return authorWorkerWriter(placing, writerSeedOf(step.writer));
  }
  const author = person(step.by);
  const shared = { author, nowMs, part };
  const authoring = { state, author, nowMs };
  switch (step.kind) {
    case 'invite': {
      const { role, opens } = step;
      const expiresAtMs = Math.max(nowMs, state.timeMs) + step.forMs;
      return inviteEntry(state, numberOf(step.link), { author, nowMs, role, opens, expiresAtMs });
    }
    case 'revokeInvite':
      return inviteRevocationEntry(state, numberOf(step.link), shared);
    case 'remove':
      return removalEntry(state, person(step.who), shared);
    case 'role':
      return roleEntry(state, person(step.who), step.role, shared);
    case 'rekey':
      return rekeyEntry(state, { ...shared, newSeed: personOf(step.by, (keysOf(step.by) ?? 0) + 1).seed });
    case 'epoch':
      return authorEpoch(authoring, part === 'none' ? partTo(state, []) : part);
    case 'policy':
      return policyEntry(
        state,
        { vouchers: step.policy.all ? 'members' : 'owners', approvals: step.policy.approvals },
        shared,
      );
    case 'vouch':
      return vouchEntry(state, request, shared);
    case 'reset':
      return resetEntry(state, request, shared);
    case 'breakGlass':
      return breakGlassEntry(state, numberOf(step.set), shared);
    case 'withdrawSet':
      return breakGlassWithdrawalEntry(state, numberOf(step.set), shared);
    case 'receipt':
      return receiptEntry(state, {}, shared);
    case 'admit': {
      const kind = step.isDevice ? 'device' : 'connector';
      return authorWriter(authoring, {
        writerId: writerIdOf(writerSeedOf(step.writer)),
        kind,
        nameBox: someName,
      });
    }
    case 'grant': {
      const expiresAtMs = Math.max(nowMs, state.timeMs) + step.forMs;
      const number = numberOf(step.worker);
      const change = { author, nowMs, expiresAtMs };
      return step.isJob
        ? jobGrantEntry(state, number, { ...change, job: numberOf(step.grant) })
        : standingEntry(state, number, change);
    }
    case 'revokeGrant':
      return grantRevocationEntry(state, sequenceOf(state, model, step.grant), shared);
    case 'withdraw': {
      const writerId = writerIdOf(writerSeedOf(step.writer));
      return authorWriterRevocation(authoring, { writerId, batchCount: 0, lastHash: new Uint8Array(32) });
    }
  }
}

/** Grants are known by their entries, in the same order as here. */
function sequenceOf(state: AccountState, model: Model, grant: string): number {
  const at = [...model.grants.keys()].indexOf(grant);
  return [...state.grants.keys()][at] ?? state.head.sequence;
}

const ingestKeys = new Map<number, Uint8Array>();

function ingestKeyAt(sequence: number): Uint8Array {
  const made =
    ingestKeys.get(sequence) ?? receivingPublicKey(seedOf<AccountSeed>(4, sequence >> 8, sequence));
  ingestKeys.set(sequence, made);
  return made;
}

function partTo(state: AccountState, recipients: readonly Recipient[]): EpochPart {
  const { sequence } = state.head;
  return {
    epoch: currentEpoch(state).epoch + 1,
    ingestKey: ingestKeyAt(sequence),
    chainBackHash: hash(hashPurposes.chainBack, patternBytes(118, sequence)),
    seals: recipients.map((recipient) => ({ recipient, sealHash: patternBytes(32, sequence) })),
  };
}

/** The parts that must not do in the place of the right one. */
function wrongParts(state: AccountState, right: readonly Recipient[] | undefined, isEpoch: boolean) {
  if (!right)
    return isEpoch
      ? []
      : [
          partTo(
            state,
            recipientsOf(state, state.timeMs).map(({ recipient }) => recipient),
          ),
        ];
  const outsider: Recipient = { kind: 'member', id: UserId.fromBytes(patternBytes(32, 99)) };
  const [first] = right;
  const lists = [
    [...right, outsider],
    right.slice(1),
    right.slice(0, -1),
    ...(first ? [[...right, first]] : []),
  ];
  const turned = right.length > 1 ? [right.toReversed()] : [];
  return [
    ...[...lists, ...turned].map((list) => partTo(state, list)),
    ...(isEpoch ? [] : (['none'] as const)),
  ];
}

function expectSame(state: AccountState, model: Model): void {
  const found = [...state.members.values()];
  expect(found.map(({ userId, role, signingKey }) => ({ userId, role, signingKey }))).toEqual(
    [...model.members].map(([name, { role, keys }]) => {
      const { userId, seed } = personOf(name, keys);
      return { userId, role, signingKey: signingPublicKey(seed) };
    }),
  );
  expect(
    [...state.invites.values()].map(({ inviteId, ended }) => [inviteId, ended?.how ?? 'standing']),
  ).toEqual([...model.links].map(([name, { fate }]) => [inviteIdOf(numberOf(name)), fate]));
  const writers = [...state.writers.values()].map(({ writerId, userId, withdrawn }) => [
    writerId,
    userId,
    !withdrawn,
  ]);
  expect(writers).toEqual(
    [...model.writers].map(([name, { device, ended }]) => [
      writerIdOf(writerSeedOf(name)),
      device === undefined ? undefined : personOf(device, 0).userId,
      !ended,
    ]),
  );
  for (const { userId } of found) {
    const theirs = writers.filter(([, owner, writes]) => owner === userId && writes);
    expect(devicesOf(state, userId).map(({ writerId }) => writerId)).toEqual(
      theirs.map(([writerId]) => writerId),
    );
  }
  const grants = [...state.grants.values()];
  expect(
    grants.map(({ workerId, grantedBy, terms, ended }) => ({
      workerId,
      grantedBy,
      isJob: terms.kind === 'job',
      fate: ended?.how ?? 'standing',
    })),
  ).toEqual(
    [...model.grants.values()].map(({ worker, by, isJob, fate }) => ({
      workerId: workerIdFor(numberOf(worker)),
      grantedBy: personOf(by, 0).userId,
      isJob,
      fate,
    })),
  );
  for (const { workerId, writerIds } of state.workers.values()) {
    const theirs = [...model.writers].filter(
      ([, { worker, ended }]) => worker !== undefined && workerIdFor(numberOf(worker)) === workerId && !ended,
    );
    expect(writerIds).toEqual(theirs.map(([name]) => writerIdOf(writerSeedOf(name))));
  }
  const sets = [...state.endedSets.values()].map(({ id, ended }) => [id, ended.how] as const);
  if (state.breakGlass) sets.push([state.breakGlass.id, 'standing' as never]);
  expect(new Map(sets)).toEqual(
    new Map([...model.sets].map(([name, { fate }]) => [breakGlassIdOf(numberOf(name)), fate])),
  );
  const maker = [...model.sets.values()].find(({ fate }) => fate === 'standing')?.by;
  expect(state.breakGlass?.madeBy).toBe(maker && personOf(maker, 0).userId);
  expect([...state.requests.values()].map(({ vouchers }) => vouchers)).toEqual(
    [...model.vouched.values()].map(({ by }) => by.map((name) => personOf(name, 0).userId)),
  );
  expect(state.power.since).toBe(model.decided - 1);
  expect(state.epochs.size).toBe(model.knowers.length);
  expect(recipientsOf(state, state.timeMs).map(({ recipient }) => recipient)).toEqual(
    readersOf(model).map((name) => recipientOf(model, name)),
  );
  for (const laterMs of [0, hourMs, 13 * hourMs]) {
    const timeMs = state.timeMs + laterMs;
    expect(rotationDue(state, timeMs) !== undefined).toBe(isExposed({ ...model, timeMs }));
  }
}

interface Told {
  readonly accepted: Map<string, number>;
  refused: number;
  wrongParts: number;
  /** Somebody was let back in by several. */
  together: number;
}

function play(choices: readonly Choice[], told: Told): { entries: Uint8Array[]; log: AccountLog } {
  const founder = personOf('p0', 0);
  const entries = [genesisOf(founder)];
  const log = AccountLog.verify(entries);
  let model = foundedBy('p0', startMs);
  const keys = new Map<string, number>();
  const keysOf: Keys = (name) => keys.get(name) ?? 0;
  const asks: Asked[] = [];
  const requests = new Map<string, Uint8Array>();
  const requestFor = (state: AccountState, step: Step, nowMs: number): Uint8Array => {
    if (step.kind !== 'vouch' && step.kind !== 'reset') return new Uint8Array();
    const { name, who, as, endsMs } = step.asked;
    const known = requests.get(name);
    if (known) return known;
    const made = requestOf(state, personOf(who, 0), personOf(as, 0), {
      madeAtMs: Math.max(nowMs, state.timeMs),
      expiresAtMs: endsMs,
    });
    asks.push(step.asked);
    requests.set(name, made);
    return made;
  };
  for (const choice of choices) {
    const { state } = log;
    const nowMs = state.timeMs + choice.waitMs;
    const seen = { ...model, timeMs: Math.max(nowMs, model.timeMs) };
    const step = stepOf(seen, choice, asks);
    const request = requestFor(state, step, nowMs);
    const outcome = next(model, step, nowMs, keysOf);
    const made = (part: EpochPart | 'none') => entryOf(state, seen, step, { nowMs, part, keysOf, request });
    if (outcome === 'refused') {
      const left = readersOf(seen).filter((name) => !('who' in step) || name !== step.who);
      const part = partTo(
        state,
        left.map((name) => recipientOf(seen, name)),
      );
      for (const entry of [made('none'), made(part)])
        expect(reasonOf(apply(state, entry))).not.toBe('accepted');
      told.refused += 1;
    } else {
      const right = outcome.recipients?.map((name) => recipientOf(outcome.after, name));
      const isAlways = step.kind === 'epoch' || step.kind === 'breakGlass';
      const mayHavePart = [
        'join',
        'remove',
        'role',
        'rekey',
        'revokeInvite',
        'reset',
        'withdrawSet',
        'useSet',
        'revokeGrant',
      ];
      const hasPart = isAlways || mayHavePart.includes(step.kind);
      for (const wrong of hasPart ? wrongParts(state, right, isAlways) : []) {
        expect(reasonOf(apply(state, made(wrong)))).not.toBe('accepted');
        told.wrongParts += 1;
      }
      const entry = made(right ? partTo(state, right) : 'none');
      const result = apply(state, entry);
      if (result instanceof Refused) throw new TypeError(`${JSON.stringify(step)}: ${result.reason}`);
      log.append(entry);
      entries.push(entry);
      if (step.kind === 'reset' && model.vouched.has(step.asked.name)) told.together += 1;
      model = outcome.after;
      if (step.kind === 'rekey') keys.set(step.by, keysOf(step.by) + 1);
      told.accepted.set(step.kind, (told.accepted.get(step.kind) ?? 0) + 1);
    }
    expectSame(log.state, { ...model, timeMs: log.state.timeMs });
  }
  return { entries, log };
}

describe('random histories', () => {
  it('lead to what a second opinion says, and no entry is taken with other recipients', () => {
    const told: Told = { accepted: new Map(), refused: 0, wrongParts: 0, together: 0 };
    fc.assert(
      fc.property(fc.array(anyChoice, { minLength: 70, maxLength: 100 }), (choices) => {
        play(choices, told);
      }),
      { seed: 5, numRuns: isSample ? 15 : 30 },
    );
    const least = isSample ? 5 : 15;
    expect(allKinds.filter((kind) => (told.accepted.get(kind) ?? 0) < least)).toEqual([]);
    expect(told.together).toBeGreaterThanOrEqual(5);
    expect(told.refused).toBeGreaterThan(200);
    expect(told.wrongParts).toBeGreaterThan(500);
  }, 240_000);
});

describe('a log that was verified before', () => {
  const told: Told = { accepted: new Map(), refused: 0, wrongParts: 0, together: 0 };
  const [choices = [], others = []] = fc.sample(fc.array(anyChoice, { minLength: 60, maxLength: 60 }), {
    seed: 7,
    numRuns: 2,
  });

  it('is the same from each of its heads on', () => {
    const { entries, log } = play(choices, told);
    const { accountId } = log.state;
    expect(entries.length).toBeGreaterThan(15);
    for (let sequence = 0; sequence < entries.length; sequence += 1) {
      const known = log.hashAt(sequence) ?? new Uint8Array();
      const again = AccountLog.verify(entries, accountId, { sequence, hash: known });
      expect(again.state).toEqual(log.state);
      expect(entries.map((_, at) => again.hashAt(at))).toEqual(entries.map((_, at) => log.hashAt(at)));
    }
  });

  it('is refused from the head of another history, or from beyond its own', async () => {
    const { entries, log } = play(choices, told);
    const other = play(others, told).log;
    const { accountId } = log.state;
    for (let sequence = 1; sequence < entries.length; sequence += 1) {
      const theirs = other.hashAt(sequence);
      // Two histories may begin alike.
      const isForeign = theirs !== undefined && !equalBytes(theirs, log.hashAt(sequence) ?? theirs);
      const foreign = isForeign ? theirs : patternBytes(32, sequence);
      const verified = () => AccountLog.verify(entries, accountId, { sequence, hash: foreign });
      expect(await codeOf(verified)).toBe('log_fork');
    }
    const beyond = { sequence: entries.length, hash: log.head.hash };
    expect(await codeOf(() => AccountLog.verify(entries, accountId, beyond))).toBe('log_rollback');
  });

  it('is refused with a signature exchanged before or after the head', async () => {
    const { entries, log } = play(choices, told);
    const { accountId } = log.state;
    const middle = entries.length >> 1;
    const checkpoint = { sequence: middle, hash: log.hashAt(middle) ?? new Uint8Array() };
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at] ?? new Uint8Array();
      const forged = entries.with(at, flipBit(entry, 8 * (entry.length - 20)));
      const code = await codeOf(() => AccountLog.verify(forged, accountId, checkpoint));
      expect(['log_refused', 'log_fork']).toContain(code);
    }
  });
});
