import { ItemId } from '@commonseal/protocol';
import {
  type AccountState,
  apply,
  currentEpoch,
  deliveryNamedBy,
  holdersOf,
  jobItemsOf,
  jobWorkersOf,
  newcomersOf,
  parseAccountEntry,
  recipientsOf,
  requireJobItems,
  rotationDue,
  writersOfWorker,
} from '@commonseal/account-log';
import { foresee } from '@commonseal/account-log/author';
import { cryptoReady } from '@commonseal/crypto/verify';
import { writerIdOf } from '@commonseal/crypto/seal';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxMembers, maxWorkerAheadMs } from '../src/account/limits.ts';
import {
  endOf,
  grantOf,
  grantRevocationEntry,
  jobGrantEntry,
  jobIdOf,
  jobItem,
  standingEntry,
  workerIdFor,
  workerWriterEntry,
} from './grant-samples.ts';
import { grantCases, grantState, inOrder, replacedGrant, workerWriters, workers } from './grant-cases.ts';
import {
  breakGlassEntry,
  breakGlassUseEntry,
  breakGlassWithdrawalEntry,
  requestOf,
  resetEntry,
} from './let-back-in-samples.ts';
import {
  ada,
  ben,
  epochEntry,
  everyBitFlipped,
  everyBitFlippedButKeys,
  everyTruncation,
  eve,
  reasonOf,
  someName,
  writerSeedOf,
} from './samples.ts';
import { cem, invites } from './team-cases.ts';
import {
  appended,
  inviteRevocationEntry,
  joinEntry,
  policyEntry,
  rekeyEntry,
  removalEntry,
} from './team-samples.ts';

beforeAll(cryptoReady);

const hourMs = 60 * 60_000;

/** Numbers of the workers that an account seed would be sealed to. */
function reading(state: AccountState, atMs = state.timeMs): number[] {
  const ids = recipientsOf(state, atMs).flatMap(({ recipient }) =>
    recipient.kind === 'worker' ? [recipient.id] : [],
  );
  return ids.map((id) => Object.values(workers).findIndex((number) => workerIdFor(number) === id));
}

function sealedTo(entry: Uint8Array): string[] {
  const seals = parseAccountEntry(entry).part?.seals ?? [];
  return seals.flatMap(({ recipient }) => (recipient.kind === 'worker' ? [recipient.id] : []));
}

/** Who is still to be given the account key that is current. */
const late = (state: AccountState, atMs = state.timeMs) =>
  newcomersOf(state, atMs).map(({ recipient }) => recipient.id);

const readers = [workers.reads, workers.both].map((number) => workerIdFor(number));

describe('a standing grant', () => {
  it('makes the worker a reader, behind everybody else, and hands over nothing before it stands', () => {
    const state = grantState();
    expect(reading(state)).toEqual([workers.reads, workers.both]);
    expect(recipientsOf(state, state.timeMs).at(-1)?.recipient.kind).toBe('worker');
    const entry = standingEntry(state, 8);
    expect(deliveryNamedBy(entry)).toEqual({ seals: [], chainBackHash: undefined });
    expect(late(state)).not.toContain(workerIdFor(8));
    const after = appended(state, entry);
    expect(after.epochs.size).toBe(state.epochs.size);
    expect(late(after)).toContain(workerIdFor(8));
    expect(late(after, state.timeMs + 90 * 24 * hourMs)).not.toContain(workerIdFor(8));
    // From the next account key on, the entry names the seal.
    expect(late(appended(after, epochEntry(after, {}, ada, after.timeMs)))).toEqual([]);
    expect(recipientsOf(after, after.timeMs).at(-1)?.recipient.id).toBe(workerIdFor(8));
  });

  it.each([
    ['a new account key', (state: AccountState) => epochEntry(state, {}, ada, state.timeMs)],
    ['a removal', (state: AccountState) => removalEntry(state, ben)],
    ['somebody who leaves', (state: AccountState) => removalEntry(state, ben, { author: ben })],
    ['a removal of who granted it', (state: AccountState) => removalEntry(state, cem)],
    ['keys that are replaced', (state: AccountState) => rekeyEntry(state, { author: ben })],
    ['a link that is taken back', (state: AccountState) => inviteRevocationEntry(state, invites.opening)],
    ['a link that is used', (state: AccountState) => joinEntry(state, invites.opening, eve)],
    ['new sheets', (state: AccountState) => breakGlassEntry(state, 0)],
    [
      'sheets that are withdrawn',
      (state: AccountState) => breakGlassWithdrawalEntry(appended(state, breakGlassEntry(state, 0)), 0),
    ],
    [
      'sheets that are used',
      (state: AccountState) => breakGlassUseEntry(appended(state, breakGlassEntry(state, 0)), 0),
    ],
    [
      'somebody who is let back in',
      (state: AccountState) => {
        const one = appended(state, policyEntry(state, { vouchers: 'owners', approvals: 1 }));
        return resetEntry(one, requestOf(one, ben));
      },
    ],
  ])('goes on over %s', (_, make) => {
    expect(sealedTo(make(grantState()))).toEqual(readers);
  });

  it('takes the place of the one before, with its end and its scope', () => {
    const state = grantState();
    const worker = state.workers.get(workerIdFor(workers.reads));
    const [first, second] = [replacedGrant(state), grantOf(state, workers.reads)];
    expect(worker?.standing).toBe(second);
    expect(state.grants.get(first)).toMatchObject({
      grantedBy: ada.userId,
      ended: { how: 'replaced', since: second },
      terms: { kind: 'standing', writerIds: undefined },
    });
    expect(state.grants.get(second)).toMatchObject({
      grantedBy: cem.userId,
      ended: undefined,
      terms: { writerIds: [writerIdOf(writerSeedOf(0))] },
    });
  });

  it('is limited to several writers in their one order', () => {
    const state = grantState();
    const entry = standingEntry(state, 8, { writerIds: inOrder(0, 1, 2) });
    expect(reasonOf(apply(state, entry))).toBe('accepted');
  });

  it('has ended in the moment in which it expires', () => {
    const state = grantState();
    const atMs = state.grants.get(grantOf(state, workers.reads))?.expiresAtMs ?? 0;
    expect(reading(state, atMs - 1)).toContain(workers.reads);
    expect(reading(state, atMs)).not.toContain(workers.reads);
  });

  it('can be given again after it has expired', () => {
    const state = grantState();
    const again = appended(state, standingEntry(state, workers.expired));
    expect(reading(again)).toContain(workers.expired);
    expect(new Set(reading(again)).size).toBe(reading(again).length);
    expect(reasonOf(apply(again, workerWriterEntry(again, workers.expired, 50)))).toBe('accepted');
  });

  it('takes the place of a member where room is scarce, and none in the place of another', () => {
    const state = grantState();
    // Of whom nothing more is asked than that they are there.
    const [pattern] = [...state.members.values()];
    let { members } = state;
    for (let at = 0; members.size + 2 < maxMembers; at += 1) {
      members = members.set(`member ${at}` as never, pattern as never);
    }
    const full = { ...state, members };
    expect(reasonOf(apply(full, standingEntry(full, 8)))).toBe('too many');
    expect(reasonOf(apply(full, joinEntry(full, invites.pending, eve)))).toBe('too many');
    expect(reasonOf(apply(full, standingEntry(full, workers.reads)))).toBe('accepted');
    expect(reasonOf(apply(full, jobGrantEntry(full, 8)))).toBe('accepted');
    const less = { ...state, members: members.delete('member 0' as never) };
    expect(reasonOf(apply(less, standingEntry(less, 8)))).toBe('accepted');
  });
});

describe('a grant for one job', () => {
  it('makes nobody a reader, and brings no seal', () => {
    const state = grantState();
    expect(reading(state)).not.toContain(workers.oneJob);
    expect(deliveryNamedBy(jobGrantEntry(state, 8))).toEqual({ seals: [], chainBackHash: undefined });
  });

  it('can be given again once it has ended', () => {
    const state = grantState();
    const again = appended(state, jobGrantEntry(state, workers.revoked));
    expect(reasonOf(apply(again, workerWriterEntry(again, workers.revoked, 50)))).toBe('accepted');
  });

  it('makes its worker one that reads some items, as long as it is in force and reads nothing more', () => {
    const state = grantState();
    const told = (now: AccountState, atMs = now.timeMs) => jobWorkersOf(now, atMs);
    expect(told(state)).toContain(workerIdFor(workers.oneJob));
    expect(told(state)).not.toContain(workerIdFor(workers.both));
    expect(new Set(told(state)).size).toBe(told(state).length);
    expect(told(state, state.timeMs + 400 * 24 * hourMs)).toEqual([]);
    const twice = appended(state, jobGrantEntry(state, workers.oneJob, { job: 9 }));
    expect(told(twice)).toEqual(told(state));
  });

  it('names its items in whatever order, by what they contain', () => {
    const items = [3, 1, 2].map(jobItem);
    const named = jobItemsOf(items);
    expect(jobItemsOf(items.toReversed())).toEqual(named);
    const terms = { kind: 'job', jobId: jobIdOf(1), analyserBox: someName, ...named } as const;
    expect(() => requireJobItems(terms, items)).not.toThrow();
    const [first = jobItem(3), ...others] = items;
    // Another batch that claims the same item: its body, or its header, is another one.
    for (const wrong of [
      others,
      [...items, jobItem(4)],
      [...items, first],
      [jobItem(5), ...others],
      [{ ...first, bodyHash: jobItem(7).bodyHash }, ...others],
      [{ ...first, headerHash: jobItem(7).headerHash }, ...others],
    ])
      expect(() => requireJobItems(terms, wrong)).toThrow(
        expect.objectContaining({ code: 'invalid_request' }),
      );
    expect(() => requireJobItems({ ...terms, itemCount: 2 }, items)).toThrow('not the items of the job');
    expect(() => jobItemsOf([...items, first])).toThrow('an item twice');
  });

  it('names more items than a call takes arguments', () => {
    const { bodyHash, headerHash } = jobItem(1);
    const items = Array.from({ length: 150_001 }, (_, at) => {
      const id = new Uint8Array(16);
      new DataView(id.buffer).setUint32(0, at);
      return { itemId: ItemId.fromBytes(id), bodyHash, headerHash };
    });
    const named = jobItemsOf(items);
    expect(named.itemCount).toBe(150_001);
    expect(jobItemsOf(items.slice(1)).itemsHash).not.toEqual(named.itemsHash);
  });
});

describe('revoking a grant', () => {
  it('brings a new account key to everybody but the worker, and ends its chains', () => {
    const state = grantState();
    const chainEnds = [workerWriters.first, workerWriters.second].map((number, at) =>
      endOf(writerIdOf(writerSeedOf(number)), 7 * at),
    );
    const entry = grantRevocationEntry(state, grantOf(state, workers.reads), { chainEnds });
    expect(sealedTo(entry)).toEqual([workerIdFor(workers.both)]);
    const after = appended(state, entry);
    expect(currentEpoch(after).epoch).toBe(currentEpoch(state).epoch + 1);
    expect(writersOfWorker(state, workerIdFor(workers.reads))).toHaveLength(2);
    expect(writersOfWorker(after, workerIdFor(workers.reads))).toEqual([]);
    const ends = chainEnds.map(({ writerId }) => after.writers.get(writerId)?.withdrawn);
    expect(ends).toMatchObject([{ batchCount: 0 }, { batchCount: 7 }]);
    expect(reasonOf(apply(after, workerWriterEntry(after, workers.reads, 50)))).toBe('withdrawn');
  });

  it('leaves the chains where something else is granted to the worker', () => {
    const before = appended(grantState(), workerWriterEntry(grantState(), workers.both, 50));
    const after = appended(before, grantRevocationEntry(before, grantOf(before, workers.both)));
    expect(after.epochs.size).toBe(before.epochs.size + 1);
    expect(writersOfWorker(after, workerIdFor(workers.both))).toHaveLength(1);
    expect(reasonOf(apply(after, workerWriterEntry(after, workers.both, 51)))).toBe('accepted');
    const last = appended(after, grantRevocationEntry(after, grantOf(after, workers.both, 'job')));
    expect(last.epochs.size).toBe(after.epochs.size);
    expect(writersOfWorker(last, workerIdFor(workers.both))).toEqual([]);
  });

  it('also ends chains when the other grant has expired', () => {
    const state = grantState();
    const before = appended(state, workerWriterEntry(state, workers.both, 50));
    const nowMs = before.timeMs + 20 * 24 * hourMs;
    const entry = grantRevocationEntry(before, grantOf(before, workers.both), { nowMs });
    const after = appended(before, entry);
    expect(writersOfWorker(after, workerIdFor(workers.both))).toEqual([]);
  });

  it('of one that has expired brings none, and leaves the account key due', () => {
    const state = grantState();
    expect(rotationDue(state, state.timeMs)).toBe('grant has expired');
    const after = appended(state, grantRevocationEntry(state, grantOf(state, workers.expired)));
    expect(after.epochs.size).toBe(state.epochs.size);
    expect(rotationDue(after, after.timeMs)).toBe('grant has expired');
  });

  it('of one that has expired leaves the worker among those who have the account key, until there is a new one', () => {
    const state = grantState();
    const holds = (now: AccountState) =>
      holdersOf(now).filter(({ recipient }) => recipient.id === workerIdFor(workers.expired)).length;
    expect(holds(state)).toBe(1);
    const after = appended(state, grantRevocationEntry(state, grantOf(state, workers.expired)));
    expect(reading(after)).not.toContain(workers.expired);
    expect(holds(after)).toBe(1);
    expect(holds(appended(after, epochEntry(after, {}, ada, after.timeMs)))).toBe(0);
    // Also where the present account key is one that an entry sealed to it.
    const once = appended(state, standingEntry(state, 1, { expiresAtMs: state.timeMs + hourMs }));
    const keyed = appended(once, epochEntry(once, {}, ada, once.timeMs));
    const later = appended(keyed, policyEntry(keyed, undefined, { nowMs: keyed.timeMs + hourMs }));
    expect(holds(appended(later, grantRevocationEntry(later, grantOf(later, workers.expired))))).toBe(1);
    // A worker with several grants in turn holds the key once.
    expect(new Set(holdersOf(state).map(({ recipient }) => recipient.id)).size).toBe(holdersOf(state).length);
    expect(holdersOf(state).map(({ recipient }) => recipient.id)).toContain(workerIdFor(workers.reads));
  });

  it('is foreseen with what the rules ask for', () => {
    const state = grantState();
    const author = state.members.get(ada.userId);
    if (!author) throw new TypeError('a member was expected');
    const foreseeEnd = (grant: number, atMs = state.timeMs) =>
      foresee(state, 'revokeGrant', { grant, chainEnds: [] }, author, atMs);
    expect(foreseeEnd(grantOf(state, workers.both, 'job'))).toMatchObject({ needsEpoch: false });
    expect(foreseeEnd(grantOf(state, workers.both))).toMatchObject({ needsEpoch: true });
  });
});

describe('the writer of a worker', () => {
  it('is dated a day after the newest entry at the latest, however long the log has been quiet', () => {
    const state = grantState();
    const nowMs = state.timeMs + 10 * maxWorkerAheadMs;
    const after = appended(state, workerWriterEntry(state, workers.reads, 50, { nowMs }));
    expect(after.timeMs).toBe(state.timeMs + maxWorkerAheadMs);
  });
});

describe('a new account key is due', () => {
  const fresh = () => {
    const state = grantState();
    return appended(state, epochEntry(state, {}, ada, state.timeMs));
  };
  const endOfGrant = (state: AccountState, number: number) =>
    state.grants.get(grantOf(state, number))?.expiresAtMs ?? 0;

  it('from the moment on in which a standing grant has expired, and not before', () => {
    const state = fresh();
    const atMs = endOfGrant(state, workers.reads);
    // The link that opens at once would be due as well by then.
    const closed = appended(state, inviteRevocationEntry(state, invites.opening));
    expect(rotationDue(closed, atMs - 1)).toBeUndefined();
    expect(rotationDue(closed, atMs)).toBe('grant has expired');
    const rotated = appended(closed, policyEntry(closed, undefined, { nowMs: atMs }));
    expect(rotationDue(appended(rotated, epochEntry(rotated, {}, ada, atMs)), atMs)).toBeUndefined();
  });

  it('not for a job that has expired', () => {
    const state = fresh();
    expect(rotationDue(state, state.timeMs + 8 * 24 * hourMs)).toBeUndefined();
  });

  it('not as long as the worker reads again, and again when that has expired', () => {
    const state = grantState();
    const again = appended(
      state,
      standingEntry(state, workers.expired, { expiresAtMs: state.timeMs + hourMs }),
    );
    expect(rotationDue(again, again.timeMs)).toBeUndefined();
    expect(rotationDue(again, again.timeMs + hourMs)).toBe('grant has expired');
    const revoked = appended(again, grantRevocationEntry(again, grantOf(again, workers.expired)));
    expect(revoked.epochs.size).toBe(again.epochs.size + 1);
    expect(rotationDue(revoked, again.timeMs + hourMs)).toBeUndefined();
  });

  it('once a grant has expired that was shortened by another in its place', () => {
    const state = fresh();
    const shorter = appended(
      state,
      standingEntry(state, workers.reads, { expiresAtMs: state.timeMs + hourMs }),
    );
    expect(rotationDue(shorter, state.timeMs + hourMs - 1)).toBeUndefined();
    expect(rotationDue(shorter, state.timeMs + hourMs)).toBe('grant has expired');
  });
});

describe('the rules of grants', () => {
  it.each(grantCases.map(([what, reason, make, since]) => ({ what, reason, make, since })))(
    'refuse an entry $what: $reason',
    ({ reason, make, since }) => {
      const state = since?.(grantState()) ?? grantState();
      expect(reasonOf(apply(state, make(state)))).toBe(reason);
    },
  );

  const { reads, both } = workers;
  it.each([
    ['a standing grant', () => standingEntry(grantState(), 8), [4 + 84 + 32]],
    ['a grant for one job', () => jobGrantEntry(grantState(), 8), [4 + 84 + 32]],
    ['a revoked grant', () => grantRevocationEntry(grantState(), grantOf(grantState(), both, 'job')), []],
    ['the writer of a worker', () => workerWriterEntry(grantState(), reads, 50), []],
  ] as const)(
    'refuse %s with any bit altered, or cut off anywhere',
    (_, make, keys) => {
      const state = grantState();
      const entry = make();
      expect(reasonOf(apply(state, entry))).toBe('accepted');
      const copies = keys.length > 0 ? everyBitFlippedButKeys(entry, keys) : everyBitFlipped(entry);
      for (const copy of [...copies, ...everyTruncation(entry)])
        if (reasonOf(apply(state, copy)) === 'accepted') expect.fail('accepted an altered copy');
    },
    120_000,
  );
});
