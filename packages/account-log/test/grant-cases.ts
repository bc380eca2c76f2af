// Why this file is long: one line for each rule that can be broken, and the account that they are broken on.
import {
  type AccountState,
  maxJobGrantMs,
  maxJobItems,
  maxScopeWriters,
  maxStandingGrantMs,
  openGrantsAt,
  recipientsOf,
} from '@commonseal/account-log';
import { receivingPublicKey, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { accountEntryTypes, authorKinds } from '../src/account/entry-kind.ts';
import {
  maxJobGrants,
  maxStandingGrants,
  maxWorkerAheadMs,
  maxWorkerWriters,
} from '../src/account/limits.ts';
import {
  type Person,
  ada,
  ben,
  craftEntry,
  epochEntry,
  flipBit,
  nextEpochPart,
  patternBytes,
  payloadOf,
  writerSeedOf,
} from './samples.ts';
import {
  endOf,
  grantOf,
  grantRevocationEntry,
  identityOf,
  jobGrantEntry,
  standingEntry,
  workerIdFor,
  workerSeedOf,
  workerWriterEntry,
} from './grant-samples.ts';
import { type TeamCase, cem, dan, invites, teamEntries, teamState } from './team-cases.ts';
import {
  appended,
  inviteIdOf,
  inviteSeedOf,
  joinEntry,
  partFor,
  policyEntry,
  rekeyEntry,
} from './team-samples.ts';

const hourMs = 60 * 60_000;

/** Workers of {@link grantState} by what is granted to them. */
export const workers = { reads: 0, expired: 1, oneJob: 2, revoked: 3, both: 4, unknown: 9 } as const;
/** Writers of the worker that reads, and one of a worker that does no more. */
export const workerWriters = { first: 40, second: 41, ended: 42 } as const;

/**
 * The team. Worker 0 reads what connector 0 delivers, by Cem's grant that has replaced one of Ada's, and has two writers. That of worker 1
 * has expired. Worker 2 has one job; worker 3 had one, and a writer, and then neither; worker 4 reads and has a job.
 */
export function grantState(): AccountState {
  made ??= makeGrants();
  return made;
}

/** The log that leads to {@link grantState}. */
export const grantEntries: Uint8Array[] = [];
let made: AccountState | undefined;

function makeGrants(): AccountState {
  let state = teamState();
  grantEntries.push(...teamEntries);
  const append = (make: (before: AccountState) => Uint8Array) => {
    const entry = make(state);
    state = appended(state, entry);
    grantEntries.push(entry);
  };
  const writerIds = [writerIdOf(writerSeedOf(0))];
  append((before) => epochEntry(before));
  append((before) => standingEntry(before, workers.reads));
  append((before) => workerWriterEntry(before, workers.reads, workerWriters.first));
  append((before) => standingEntry(before, workers.reads, { author: cem, writerIds }));
  append((before) => workerWriterEntry(before, workers.reads, workerWriters.second));
  append((before) => standingEntry(before, workers.expired, { expiresAtMs: before.timeMs + hourMs }));
  append((before) => jobGrantEntry(before, workers.oneJob, { author: cem }));
  append((before) => jobGrantEntry(before, workers.revoked));
  append((before) => workerWriterEntry(before, workers.revoked, workerWriters.ended));
  append((before) => grantRevocationEntry(before, grantOf(before, workers.revoked, 'job')));
  append((before) => standingEntry(before, workers.both));
  append((before) => jobGrantEntry(before, workers.both));
  append((before) => policyEntry(before, undefined, { nowMs: before.timeMs + 2 * hourMs }));
  return state;
}

const noEpoch = { part: 'none' } as const;
const sameReaders = (state: AccountState) => ({ part: nextEpochPart(state) });
const asWorker = (number: number): Person => ({
  userId: workerIdFor(number) as never,
  seed: workerSeedOf(number) as never,
});
const writerIdFor = (number: number) => writerIdOf(writerSeedOf(number));

/** With the body of an entry that somebody else signs, in another role. */
function signedAs(state: AccountState, entry: Uint8Array, author: Person, authorKind: number, type: number) {
  return craftEntry({ state, type, payload: payloadOf(entry), author, authorKind });
}

const newWriter: Person = { userId: ada.userId, seed: writerSeedOf(50) as never };

/** The entry by which a worker admits a writer, by anybody. */
function writerBy(
  state: AccountState,
  author: Person,
  authorKind: number,
  signers: readonly Person[] = [author, newWriter],
): Uint8Array {
  const payload = signingPublicKey(writerSeedOf(50));
  return craftEntry({ state, type: accountEntryTypes.workerWriter, payload, author, authorKind, signers });
}

function crafted(state: AccountState, name: 'grant' | 'revokeGrant', payload: Uint8Array): Uint8Array {
  return craftEntry({ state, type: accountEntryTypes[name], payload });
}

/** As many grants in force as there may be, of other workers. */
function withOpen(count: number, kind: 'standing' | 'job') {
  return (state: AccountState): AccountState => {
    const [pattern] = [...state.access.openGrants.values()].filter(({ terms }) => terms.kind === kind);
    if (!pattern) throw new TypeError('a grant was expected');
    let openGrants = openGrantsAt(state.access.openGrants, state.timeMs);
    const has = () => [...openGrants.values()].filter(({ terms }) => terms.kind === kind).length;
    for (let since = 1_000; has() < count; since += 1)
      openGrants = openGrants.set(since, { ...pattern, since, expiresAtMs: state.timeMs + hourMs });
    return { ...state, access: { ...state.access, openGrants } };
  };
}

function withoutReader(state: AccountState, number: number) {
  const recipients = recipientsOf(state, state.timeMs).filter(
    ({ recipient }) => recipient.id !== workerIdFor(number),
  );
  return { part: partFor(state, { recipients }) };
}

function withAllWriters(state: AccountState): AccountState {
  let full = state;
  for (
    let at = 0;
    (full.workers.get(workerIdFor(workers.reads))?.writerIds.length ?? 0) < maxWorkerWriters;
    at += 1
  )
    full = appended(full, workerWriterEntry(full, workers.reads, 60 + at));
  return full;
}

const readersEnds = () => [
  endOf(writerIdFor(workerWriters.first)),
  endOf(writerIdFor(workerWriters.second), 7),
];
const standingAt = 1601;

export const grantCases: readonly TeamCase[] = [
  [
    'granting as a member',
    'author is not entitled',
    (state) => standingEntry(state, workers.unknown, { author: ben }),
  ],
  [
    'granting a job as a member',
    'author is not entitled',
    (state) => jobGrantEntry(state, workers.unknown, { author: ben }),
  ],
  [
    'granting as somebody who was removed',
    'author is no member',
    (state) => standingEntry(state, workers.unknown, { author: dan }),
  ],
  [
    'granting as the worker itself',
    'author is not entitled',
    (state) =>
      signedAs(
        state,
        standingEntry(state, workers.reads),
        asWorker(workers.reads),
        authorKinds.worker,
        accountEntryTypes.grant,
      ),
  ],
  ['granting what has expired', 'expired', (state) => standingEntry(state, 8, { expiresAtMs: state.timeMs })],
  [
    'granting a job that has expired',
    'expired',
    (state) => jobGrantEntry(state, 8, { expiresAtMs: state.timeMs }),
  ],
  [
    'granting for too long',
    'lasts too long',
    (state) => standingEntry(state, 8, { expiresAtMs: state.timeMs + maxStandingGrantMs + 1 }),
  ],
  [
    'granting a job for too long',
    'lasts too long',
    (state) => jobGrantEntry(state, 8, { expiresAtMs: state.timeMs + maxJobGrantMs + 1 }),
  ],
  [
    "granting to a member's receiving key",
    'key was used before',
    (state) => standingEntry(state, 8, { receivingKey: receivingPublicKey(ben.seed) }),
  ],
  [
    "granting to a member's signing key",
    'key was used before',
    (state) => jobGrantEntry(state, 8, { signingKey: signingPublicKey(ben.seed) }),
  ],
  [
    'granting to the key of a link',
    'key was used before',
    (state) => standingEntry(state, 8, { receivingKey: receivingPublicKey(inviteSeedOf(invites.opening)) }),
  ],
  [
    'granting to a known worker with another receiving key',
    'key was used before',
    (state) => standingEntry(state, workers.reads, { receivingKey: identityOf(8).receivingKey }),
  ],
  [
    'granting to another worker with the receiving key of one',
    'key was used before',
    (state) => standingEntry(state, 8, { receivingKey: identityOf(workers.revoked).receivingKey }),
  ],
  [
    'granting to a key that nothing can be sealed to',
    'malformed',
    (state) => crafted(state, 'grant', payloadOf(standingEntry(state, 8)).fill(0xff, 32, 1248)),
  ],
  [
    'granting to a key whose signatures anybody could make',
    'malformed',
    (state) => crafted(state, 'grant', payloadOf(standingEntry(state, 8)).fill(0, 0, 32)),
  ],
  [
    'granting in an unknown way',
    'malformed',
    (state) => crafted(state, 'grant', payloadOf(standingEntry(state, 8)).with(1600, 3)),
  ],
  [
    'granting in no way',
    'malformed',
    (state) => crafted(state, 'grant', payloadOf(standingEntry(state, 8)).with(1600, 0)),
  ],
  [
    'granting with a new account key',
    'malformed',
    (state) => crafted(state, 'grant', Uint8Array.of(...payloadOf(standingEntry(state, 8)), 0)),
  ],
  [
    'granting what an unknown writer delivers',
    'not there',
    (state) => standingEntry(state, 8, { writerIds: [writerIdFor(50)] }),
  ],
  [
    'granting what writers deliver, twice the same',
    'malformed',
    (state) => standingEntry(state, 8, { writerIds: [writerIdFor(0), writerIdFor(0)] }),
  ],
  [
    'granting what writers deliver, in the wrong order',
    'malformed',
    (state) => standingEntry(state, 8, { writerIds: inOrder(0, 1).toReversed() }),
  ],
  [
    'granting what too many writers deliver',
    'malformed',
    (state) =>
      crafted(
        state,
        'grant',
        payloadOf(standingEntry(state, 8, { writerIds: [writerIdFor(0)] })).with(
          standingAt + 1,
          maxScopeWriters + 1,
        ),
      ),
  ],
  [
    'granting what the writers of an empty list deliver',
    'malformed',
    (state) => standingEntry(state, 8, { writerIds: [] }),
  ],
  ...[0, 3].map(
    (scope): TeamCase => [
      `granting within an unknown scope ${scope}`,
      'malformed',
      (state) => crafted(state, 'grant', payloadOf(standingEntry(state, 8)).with(standingAt, scope)),
    ],
  ),
  ['granting a job over nothing', 'malformed', (state) => jobGrantEntry(state, 8, { itemCount: 0 })],
  [
    'granting a job over too much',
    'malformed',
    (state) => jobGrantEntry(state, 8, { itemCount: maxJobItems + 1 }),
  ],
  [
    'granting a job that another worker has',
    'already there',
    (state) => jobGrantEntry(state, 8, { job: workers.oneJob }),
  ],
  ['granting a job again', 'already there', (state) => jobGrantEntry(state, workers.oneJob)],
  [
    'granting to one worker too many',
    'too many',
    (state) => standingEntry(state, 8),
    withOpen(maxStandingGrants, 'standing'),
  ],
  [
    'granting one job too many',
    'too many',
    (state) => jobGrantEntry(state, 8),
    withOpen(maxJobGrants, 'job'),
  ],
  [
    'joining with the keys of a worker',
    'key was used before',
    (state) => joinEntry(state, invites.pending, { ...dan, seed: workerSeedOf(workers.revoked) as never }),
  ],
  [
    'replacing keys by those of a worker',
    'key was used before',
    (state) => rekeyEntry(state, { newSeed: workerSeedOf(workers.reads) as never }),
  ],
  [
    'revoking a grant as a member',
    'author is not entitled',
    (state) =>
      grantRevocationEntry(state, grantOf(state, workers.reads), { author: ben, chainEnds: readersEnds() }),
  ],
  [
    'revoking a grant as the worker itself',
    'author is not entitled',
    (state) =>
      signedAs(
        state,
        grantRevocationEntry(state, grantOf(state, workers.oneJob, 'job')),
        asWorker(workers.oneJob),
        authorKinds.worker,
        accountEntryTypes.revokeGrant,
      ),
  ],
  [
    'revoking a grant that there is not',
    'not there',
    (state) => grantRevocationEntry(state, state.head.sequence),
  ],
  [
    'revoking a grant again',
    'withdrawn',
    (state) => grantRevocationEntry(state, grantOf(state, workers.revoked, 'job')),
  ],
  [
    'revoking a grant that another has replaced',
    'withdrawn',
    (state) => grantRevocationEntry(state, replacedGrant(state)),
  ],
  [
    'revoking what a worker reads by without a new account key',
    'epoch is missing',
    (state) => grantRevocationEntry(state, grantOf(state, workers.reads), noEpoch),
  ],
  [
    'revoking what a worker reads by and sealing to it again',
    'recipients differ',
    (state) => grantRevocationEntry(state, grantOf(state, workers.reads), sameReaders(state)),
  ],
  [
    'revoking what a worker reads by, the other worker left out too',
    'recipients differ',
    (state) => {
      const recipients = recipientsOf(state, state.timeMs).filter(
        ({ recipient }) => recipient.kind !== 'worker',
      );
      return grantRevocationEntry(state, grantOf(state, workers.reads), {
        part: partFor(state, { recipients }),
      });
    },
  ],
  [
    'revoking a job with a new account key',
    'epoch without a reason',
    (state) => grantRevocationEntry(state, grantOf(state, workers.oneJob, 'job'), sameReaders(state)),
  ],
  [
    'revoking a grant that has expired with a new account key',
    'epoch without a reason',
    (state) => grantRevocationEntry(state, grantOf(state, workers.expired), sameReaders(state)),
  ],
  [
    'revoking the last grant without the ends of chains',
    'chains differ',
    (state) =>
      grantRevocationEntry(state, grantOf(state, workers.reads), {
        ...withoutReader(state, workers.reads),
        chainEnds: [],
      }),
  ],
  [
    'revoking the last grant with the end of one chain',
    'chains differ',
    (state) =>
      grantRevocationEntry(state, grantOf(state, workers.reads), {
        ...withoutReader(state, workers.reads),
        chainEnds: readersEnds().slice(1),
      }),
  ],
  [
    'revoking the last grant with the ends of chains in another order',
    'chains differ',
    (state) =>
      grantRevocationEntry(state, grantOf(state, workers.reads), {
        ...withoutReader(state, workers.reads),
        chainEnds: readersEnds().toReversed(),
      }),
  ],
  [
    'revoking one of two grants and ending chains',
    'chains differ',
    (state) =>
      grantRevocationEntry(state, grantOf(state, workers.both, 'job'), {
        chainEnds: [endOf(writerIdFor(0))],
      }),
  ],
  [
    'revoking a grant, neither with nor without a new account key',
    'malformed',
    (state) => {
      const payload = payloadOf(grantRevocationEntry(state, grantOf(state, workers.oneJob, 'job')));
      return crafted(state, 'revokeGrant', payload.with(payload.length - 1, 2));
    },
  ],
  [
    'by which an unknown worker writes',
    'not there',
    (state) => workerWriterEntry(state, workers.unknown, 50),
  ],
  [
    'by which a worker writes whose grant has expired',
    'expired',
    (state) => workerWriterEntry(state, workers.expired, 50),
  ],
  [
    'by which a worker writes whose grant was revoked',
    'withdrawn',
    (state) => workerWriterEntry(state, workers.revoked, 50),
  ],
  [
    'by which a worker writes with the key of another source',
    'already there',
    (state) => workerWriterEntry(state, workers.reads, 0),
  ],
  [
    'by which a worker writes with a key that was withdrawn',
    'already there',
    (state) => workerWriterEntry(state, workers.reads, workerWriters.ended),
  ],
  [
    'by which a worker writes, signed by another one',
    'signature invalid',
    (state) =>
      writerBy(state, asWorker(workers.reads), authorKinds.worker, [asWorker(workers.oneJob), newWriter]),
  ],
  [
    'by which an owner admits a writer in the name of a worker',
    'author is not entitled',
    (state) => writerBy(state, ada, authorKinds.member),
  ],
  [
    'by which somebody with a link admits a writer',
    'author is not entitled',
    (state) =>
      writerBy(
        state,
        { userId: inviteIdOf(invites.pending) as never, seed: inviteSeedOf(invites.pending) as never },
        authorKinds.invite,
      ),
  ],
  [
    'by which a worker writes with a key whose signatures anybody could make',
    'malformed',
    (state) =>
      craftEntry({
        state,
        type: accountEntryTypes.workerWriter,
        payload: new Uint8Array(32),
        author: asWorker(workers.reads),
        authorKind: authorKinds.worker,
        signers: [asWorker(workers.reads), newWriter],
      }),
  ],
  [
    'by which a worker writes with the key of somebody else, who has not signed',
    'signature invalid',
    (state) =>
      writerBy(state, asWorker(workers.reads), authorKinds.worker, [
        asWorker(workers.reads),
        asWorker(workers.reads),
      ]),
  ],
  [
    'by which a worker writes, without the signature of the new key',
    'wrong number of signatures',
    (state) => writerBy(state, asWorker(workers.reads), authorKinds.worker, [asWorker(workers.reads)]),
  ],
  [
    'by which a worker writes, dated more than a day after all others',
    'made in the future',
    (state) => {
      const timeMs = state.timeMs + maxWorkerAheadMs + 1;
      return workerWriterEntry({ ...state, timeMs }, workers.reads, 50);
    },
  ],
  [
    'by which a worker has one writer too many',
    'too many',
    (state) => workerWriterEntry(state, workers.reads, 59),
    withAllWriters,
  ],
  [
    'granting and altered afterwards',
    'signature invalid',
    (state) => flipBit(standingEntry(state, workers.both), 8 * (4 + 84 + 1595)),
  ],
  [
    'granting to somebody whose analyser is replaced afterwards',
    'signature invalid',
    (state) => {
      const entry = jobGrantEntry(state, 8);
      entry.set(patternBytes(32, 5), 4 + 84 + 1640);
      return entry;
    },
  ],
];

/** Writer ids in the order that a grant states them in. */
export function inOrder(...numbers: readonly number[]) {
  const ids = numbers.map((number) => ({
    id: writerIdFor(number),
    key: hex(signingPublicKey(writerSeedOf(number))),
  }));
  return ids.toSorted((left, right) => (left.key < right.key ? -1 : 1)).map(({ id }) => id);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The one that was the first of the worker that reads. */
export function replacedGrant(state: AccountState): number {
  const replaced = [...state.grants.values()].find(({ ended }) => ended?.how === 'replaced');
  if (!replaced) throw new TypeError('a grant was expected');
  return replaced.since;
}
