import { AccountId, BatchId, ItemId, concatBytes, maxBatchItems } from '@commonseal/protocol';
import {
  AccountLog,
  type ChainHead,
  Refused,
  acceptManifest,
  apply,
  currentEpoch,
  devicesOf,
  encodeManifest,
} from '@commonseal/account-log';
import { authorRemoval, authorWriter, foresee } from '@commonseal/account-log/author';
import { type WriterSeed, sign, writerIdOf } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type Case, interleave } from './interleave.ts';
import { type Row, judge } from './row.ts';
import { GrowingLog, accountSeedOf, nameBox, personOf, seedOf, startMs } from './sample-account.ts';
import { makeVaultEpoch } from './vault-modules.ts';

export const rotationSizes = { members: [10, 100, 1000], items: [100, 10_000, 100_000] } as const;

const [owner, leaver] = [personOf(0), personOf(1)];
const deviceSeed = seedOf<WriterSeed>(5, 0);
/** Work on few members is repeated until it takes as long as that on this many. */
const membersAtOnce = 200;

/** An account of so many members, one of whom has delivered items with a device. */
function accountOf(members: number): AccountLog {
  const log = new GrowingLog(owner);
  for (let number = 1; number < members; number += 1) log.join(owner, personOf(number), number);
  log.append((state) =>
    authorWriter(
      { state, author: leaver, nowMs: startMs },
      { writerId: writerIdOf(deviceSeed), kind: 'device', nameBox },
    ),
  );
  const { accountId, head } = log.state;
  return AccountLog.verify(log.entries, accountId, head);
}

/** The leaver's chain, verified batch by batch as a reader does. */
function chainOf(log: AccountLog, items: number): ChainHead {
  const { accountId } = log.state;
  let head: ChainHead | undefined;
  for (let done = 0, index = 0; done < items; index += 1) {
    const count = Math.min(maxBatchItems, items - done);
    const body = encodeManifest({
      accountId,
      writerId: writerIdOf(deviceSeed),
      index,
      previousHash: head?.hash ?? new Uint8Array(32),
      epoch: currentEpoch(log.state).epoch,
      logHead: log.head,
      timeMs: startMs,
      batchId: BatchId.fromBytes(seedOf<Uint8Array>(6, index).subarray(0, 16)),
      sealHash: new Uint8Array(32),
      batchKeyCommitment: new Uint8Array(32),
      pageHashes: [],
      items: Array.from({ length: count }, (_, at) => ({
        itemId: ItemId.fromBytes(seedOf<Uint8Array>(7, done + at).subarray(0, 16)),
        bodyHash: new Uint8Array(32),
        chunkCount: 1,
        headerHash: new Uint8Array(32),
      })),
    });
    const signature = sign(signPurposes.manifest, AccountId.toBytes(accountId), body, deviceSeed);
    const accepted = acceptManifest(log, head, concatBytes(body, signature));
    if (accepted instanceof Refused)
      throw new Error(`a batch of the benchmark is refused: ${accepted.reason}`);
    head = accepted.head;
    done += count;
  }
  if (!head) throw new TypeError('an account without items');
  return head;
}

/**
 * What an owner's client does to remove somebody: it asks the rules whom the new account key goes to, makes and seals it,
 * signs the entry, and applies it as everybody else will.
 */
function remove(log: AccountLog, chain: ChainHead): void {
  const { state } = log;
  const author = state.members.get(owner.userId);
  if (!author) throw new Error('no owner');
  const chainEnds = devicesOf(state, leaver.userId).map(({ writerId }) => ({
    writerId,
    batchCount: chain.index + 1,
    lastHash: chain.hash,
  }));
  const removal = { userId: leaver.userId, chainEnds };
  const foreseen = foresee(state, 'remove', removal, author, startMs);
  if (foreseen instanceof Refused) throw new Error(foreseen.reason);
  const { part } = makeVaultEpoch(state, accountSeedOf(0), foreseen.recipients);
  const entry = authorRemoval({ state, author: owner, nowMs: startMs }, removal, part);
  const after = apply(state, entry);
  if (after instanceof Refused) throw new Error(`the removal is refused: ${after.reason}`);
  if (after.members.size !== state.members.size - 1) throw new Error('nobody was removed');
}

const nameOf = (members: number, items: number) => `${members} members, ${items} items`;

/** How long the rotation of a removal takes, by members and by items. */
export function measureRotation(sizes: {
  readonly members: readonly number[];
  readonly items: readonly number[];
  readonly rounds: number;
}): readonly Row[] {
  const { members, items, rounds } = sizes;
  const timesOf = (count: number) => Math.max(1, Math.round(membersAtOnce / count));
  const cases = members.flatMap((count): Case[] => {
    const log = accountOf(count);
    return items.map((delivered) => {
      const chain = chainOf(log, delivered);
      const run = () => {
        for (let time = 0; time < timesOf(count); time += 1) remove(log, chain);
      };
      return { name: nameOf(count, delivered), run };
    });
  });
  const samples = interleave(cases, rounds);
  const eachMember = (count: number, delivered: number) =>
    (samples.get(nameOf(count, delivered)) ?? []).map((ms) => ms / timesOf(count) / count);
  const [fewItems = 0, ...moreItems] = items;
  const unit = 'ms a member';
  const byMembers = members.slice(1).map((count, at) => {
    const fewer = members[at] ?? 0;
    return judge({
      name: `${count} members, against ${fewer}`,
      unit,
      ours: eachMember(count, fewItems),
      compared: eachMember(fewer, fewItems),
      target: 1.3,
    });
  });
  const byItems = members.flatMap((count) =>
    moreItems.map((delivered) =>
      judge({
        name: `${count} members: ${delivered} items, against ${fewItems}`,
        unit,
        ours: eachMember(count, delivered),
        compared: eachMember(count, fewItems),
        target: 1.3,
      }),
    ),
  );
  return [...byMembers, ...byItems];
}
