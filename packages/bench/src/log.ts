import { AccountId } from '@commonseal/protocol';
import { AccountLog, type Head } from '@commonseal/account-log';
import {
  authorEpoch,
  authorPolicy,
  authorRemoval,
  authorRole,
  authorWriter,
  authorWriterRevocation,
  foresee,
} from '@commonseal/account-log/author';
import { type WriterSeed, sign, signingPublicKey, writerIdOf } from '@commonseal/crypto/seal';
import { signPurposes, verifySignature } from '@commonseal/crypto/verify';
import { type Case, interleave } from './interleave.ts';
import { type Row, judge } from './row.ts';
import { GrowingLog, nameBox, partTo, personOf, seedOf, startMs } from './sample-account.ts';

const owner = personOf(0);

/** People come and go, devices are admitted and withdrawn, roles change: ten entries a turn. */
export function busyLog(count: number): GrowingLog {
  const log = new GrowingLog(owner);
  for (let turn = 0; log.entries.length < count; turn += 1) {
    const nowMs = startMs + turn;
    const authoring = () => ({ state: log.state, author: owner, nowMs });
    const newcomer = personOf(1 + (turn % 40));
    if (turn % 4 === 0 && !log.state.members.has(newcomer.userId)) log.join(owner, newcomer, turn);
    const writerId = writerIdOf(seedOf<WriterSeed>(5, turn));
    log.append(() => authorWriter(authoring(), { writerId, kind: 'device', nameBox }));
    log.append(() => authorPolicy(authoring(), { vouchers: 'members', approvals: 1 + (turn % 3) }));
    for (const role of ['owner', 'member'] as const) {
      const [, other] = log.state.members.values();
      if (other) log.append(() => authorRole(authoring(), { userId: other.userId, role }, undefined));
    }
    const end = { writerId, batchCount: 0, lastHash: new Uint8Array(32) };
    log.append(() => authorWriterRevocation(authoring(), end));
    if (turn % 40 === 39) {
      const [, leaver] = log.state.members.values();
      const author = log.state.members.get(owner.userId);
      if (!leaver || !author) throw new Error('nobody to remove');
      const removal = { userId: leaver.userId, chainEnds: [] };
      const foreseen = foresee(log.state, 'remove', removal, author, nowMs);
      if (!('recipients' in foreseen)) throw new Error(foreseen.reason);
      log.append((state) => authorRemoval(authoring(), removal, partTo(state, foreseen.recipients)));
    }
  }
  return log;
}

/** A new account key with every entry: any member can make such a log. */
export function epochLog(count: number): GrowingLog {
  const log = new GrowingLog(owner);
  const recipients = [
    { recipient: { kind: 'member', id: owner.userId }, receivingKey: new Uint8Array() },
  ] as const;
  while (log.entries.length < count) {
    log.append((state) => authorEpoch({ state, author: owner, nowMs: startMs }, partTo(state, recipients)));
  }
  return log;
}

/** Links that are used, and nobody who stays. */
export function joiningLog(count: number): GrowingLog {
  const log = new GrowingLog(owner);
  for (let number = 0; log.entries.length < count; number += 1) log.join(owner, personOf(1 + number), number);
  return log;
}

/** As many bare signatures as the log has, over as many bytes: what no reader can do without. */
function bareSignatures({ entries, accountId }: Shown): () => void {
  const subjectId = AccountId.toBytes(accountId);
  const publicKey = signingPublicKey(owner.seed);
  const purpose = signPurposes.accountEntry;
  const signed = entries.map((message) => ({
    message,
    signature: sign(purpose, subjectId, message, owner.seed),
  }));
  return () => {
    for (const one of signed) verifySignature({ ...one, purpose, subjectId, publicKey });
  };
}

/** The first entries of a log, and the head that they lead to. */
interface Shown {
  readonly entries: readonly Uint8Array[];
  readonly accountId: AccountId;
  readonly head: Head;
}

function firstOf(log: GrowingLog, count: number): Shown {
  const head = log.heads[count - 1];
  if (!head) throw new TypeError('a log that is too short');
  return { entries: log.entries.slice(0, count), accountId: log.state.accountId, head };
}

/** How long a log takes with all verified, and with a checkpoint at its head. */
export function measureLog({ entries, rounds }: { entries: number; rounds: number }): readonly Row[] {
  const busy = busyLog(entries);
  const [large, small] = [firstOf(busy, entries), firstOf(busy, Math.floor(entries / 10))];
  const size = Math.max(200, Math.floor(entries / 6));
  const pairOf = (log: GrowingLog) => ({ long: firstOf(log, size), short: firstOf(log, size >> 2) });
  const pairs = { epochs: pairOf(epochLog(size)), joins: pairOf(joiningLog(size)) };
  const full = ({ entries: list, accountId }: Shown) => AccountLog.verify(list, accountId);
  const known = ({ entries: list, accountId, head }: Shown) => AccountLog.verify(list, accountId, head);
  const cases: Case[] = [
    { name: 'full', run: () => full(large) },
    { name: 'full, a tenth', run: () => full(small) },
    { name: 'known', run: () => known(large) },
    { name: 'known, a tenth', run: () => known(small) },
    { name: 'signatures', run: bareSignatures(large) },
    ...Object.entries(pairs).flatMap(([name, { long, short }]) => [
      { name, run: () => known(long) },
      { name: `${name}, a quarter`, run: () => known(short) },
    ]),
  ];
  const samples = interleave(cases, rounds);
  const of = (name: string) => samples.get(name) ?? [];
  const each = (name: string, count: number) => of(name).map((ms) => (1000 * ms) / count);
  const many = entries.toLocaleString('en');
  const growth = (name: keyof typeof pairs, what: string) =>
    judge({
      name: `${what}, with checkpoint, against a quarter of them`,
      unit: 'µs an entry',
      ours: each(name, size),
      compared: each(`${name}, a quarter`, pairs[name].short.entries.length),
      target: 1.6,
    });
  return [
    judge({
      name: `${many} entries, against their signatures alone`,
      unit: 'ms',
      ours: of('full'),
      compared: of('signatures'),
      target: 3,
    }),
    judge({
      name: `${many} entries with checkpoint, against without`,
      unit: 'ms',
      ours: of('known'),
      compared: of('full'),
      target: 0.5,
    }),
    judge({
      name: `${many} entries, against a tenth of them`,
      unit: 'µs an entry',
      ours: each('full', entries),
      compared: each('full, a tenth', small.entries.length),
      target: 1.6,
    }),
    judge({
      name: `${many} entries with checkpoint, against a tenth of them`,
      unit: 'µs an entry',
      ours: each('known', entries),
      compared: each('known, a tenth', small.entries.length),
      target: 1.6,
    }),
    growth('epochs', `${size.toLocaleString('en')} new account keys`),
    growth('joins', `${size.toLocaleString('en')} invites and joins`),
  ];
}
