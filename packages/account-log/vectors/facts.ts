/** What the vectors say of a state, an entry or a manifest: bytes in hexadecimal, long keys by their hash. */
import { AccountId, BatchId, BreakGlassId, CredentialId, InviteId, ItemId, JobId, UserId, WorkerId, WriterId } from '@commonseal/protocol';
import type { AccountState, Anchor, BreakGlassSet, Grant, Manifest, UserState } from '@commonseal/account-log';
import { hash, hashPurposes } from '@commonseal/crypto/verify';

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const keyHash = (key: Uint8Array) => toHex(hash(hashPurposes.receivingKey, key));
const user = (id: UserId) => toHex(UserId.toBytes(id));

export function accountFacts(state: AccountState) {
  return {
    accountId: toHex(AccountId.toBytes(state.accountId)),
    sequence: state.head.sequence,
    hash: toHex(state.head.hash),
    timeMs: state.timeMs,
    members: [...state.members.values()].map((member) => ({
      userId: user(member.userId),
      role: member.role as string,
      signingKey: toHex(member.signingKey),
      receivingKeyHash: keyHash(member.receivingKey),
      since: member.since,
    })),
    epochs: [...state.epochs].map(({ epoch, since, ingestKey, chainBackHash }) => ({
      epoch,
      since,
      ingestKeyHash: keyHash(ingestKey),
      chainBackHash: chainBackHash ? toHex(chainBackHash) : null,
    })),
    writers: [...state.writers.values()].map((writer) => ({
      writerId: toHex(WriterId.toBytes(writer.writerId)),
      kind: writer.kind as string,
      userId: writer.userId === undefined ? null : user(writer.userId),
      since: writer.since,
      sinceMs: writer.sinceMs,
      withdrawn: writer.withdrawn
        ? { ...writer.withdrawn, lastHash: toHex(writer.withdrawn.lastHash) }
        : null,
    })),
  };
}

function endFacts({ how, since, sinceMs }: { how: string; since: number; sinceMs: number }) {
  return { how, since, sinceMs };
}

/** What accounts of several people added to the state. */
export function teamFacts(state: AccountState) {
  return {
    ...accountFacts(state),
    invites: [...state.invites.values()].map((invite) => ({
      inviteId: toHex(InviteId.toBytes(invite.inviteId)),
      role: invite.role as string,
      expiresAtMs: invite.expiresAtMs,
      opens: invite.receivingKey !== undefined,
      invitedBy: user(invite.invitedBy),
      since: invite.since,
      ended: invite.ended ? endFacts(invite.ended) : null,
    })),
    makers: [...state.epochs].map(({ authorId, sinceMs }) => ({ userId: user(authorId), sinceMs })),
    policy: { vouchers: state.policy.vouchers as string, approvals: state.policy.approvals },
  };
}

/** What being let back in added to the state. */
export function backFacts(state: AccountState) {
  const factsOfSet = (set: BreakGlassSet) => ({
    id: toHex(BreakGlassId.toBytes(set.id)),
    receivingKeyHash: keyHash(set.receivingKey),
    threshold: set.threshold,
    holders: set.holders.length,
    madeBy: user(set.madeBy),
    since: set.since,
  });
  return {
    ...teamFacts(state),
    successions: [...state.members.values()].flatMap(({ userId, succeeds }) =>
      succeeds === undefined ? [] : [{ userId: user(userId), succeeds: user(succeeds) }],
    ),
    power: { since: state.power.since, entries: state.power.hashes.size },
    requests: [...state.requests].map(([name, { memberId, expiresAtMs, vouchers }]) => ({
      name,
      memberId: user(memberId),
      expiresAtMs,
      vouchers: vouchers.map(user),
    })),
    breakGlass: state.breakGlass ? factsOfSet(state.breakGlass) : null,
    endedSets: [...state.endedSets.values()].map((set) => ({ ...factsOfSet(set), ended: endFacts(set.ended) })),
  };
}

function termsFacts({ terms }: Grant) {
  if (terms.kind === 'standing') {
    const writerIds = terms.writerIds?.map((writerId) => toHex(WriterId.toBytes(writerId))) ?? null;
    return { kind: 'standing', writerIds };
  }
  const { itemCount, itemsHash } = terms;
  return { kind: 'job', jobId: toHex(JobId.toBytes(terms.jobId)), itemCount, itemsHash: toHex(itemsHash) };
}

/** What grants to workers added to the state. */
export function grantFacts(state: AccountState) {
  const worker = (id: WorkerId) => toHex(WorkerId.toBytes(id));
  return {
    ...backFacts(state),
    workers: [...state.workers.values()].map(({ workerId, receivingKey, writerIds, standing }) => ({
      workerId: worker(workerId),
      receivingKeyHash: keyHash(receivingKey),
      writerIds: writerIds.map((writerId) => toHex(WriterId.toBytes(writerId))),
      standing: standing ?? null,
    })),
    grants: [...state.grants.values()].map((grant) => ({
      workerId: worker(grant.workerId),
      expiresAtMs: grant.expiresAtMs,
      grantedBy: user(grant.grantedBy),
      since: grant.since,
      terms: termsFacts(grant),
      ended: grant.ended ? endFacts(grant.ended) : null,
    })),
    workerWriters: [...state.writers.values()].flatMap(({ writerId, workerId }) =>
      workerId === undefined ? [] : [{ writerId: toHex(WriterId.toBytes(writerId)), workerId: worker(workerId) }],
    ),
  };
}

export function userFacts(state: UserState) {
  return {
    userId: user(state.userId),
    sequence: state.head.sequence,
    hash: toHex(state.head.hash),
    timeMs: state.timeMs,
    generation: state.generation,
    signingKey: toHex(state.signingKey),
    receivingKeyHash: keyHash(state.receivingKey),
    credentials: [...state.credentials.values()].map((credential) => ({
      credentialId: toHex(CredentialId.toBytes(credential.credentialId)),
      kind: credential.kind as string,
      receivingKeyHash: keyHash(credential.receivingKey),
      since: credential.since,
    })),
    accounts: [...state.accounts].map(([accountId, head]) => ({
      accountId: toHex(AccountId.toBytes(accountId)),
      sequence: head.sequence,
      hash: toHex(head.hash),
    })),
  };
}

export function manifestFacts(manifest: Manifest) {
  return {
    accountId: toHex(AccountId.toBytes(manifest.accountId)),
    writerId: toHex(WriterId.toBytes(manifest.writerId)),
    index: manifest.index,
    previousHash: toHex(manifest.previousHash),
    epoch: manifest.epoch,
    logHead: { sequence: manifest.logHead.sequence, hash: toHex(manifest.logHead.hash) },
    timeMs: manifest.timeMs,
    batchId: toHex(BatchId.toBytes(manifest.batchId)),
    sealHash: toHex(manifest.sealHash),
    batchKeyCommitment: toHex(manifest.batchKeyCommitment),
    pageHashes: manifest.pageHashes.map(toHex),
    items: manifest.items.map((item) => ({
      itemId: toHex(ItemId.toBytes(item.itemId)),
      bodyHash: toHex(item.bodyHash),
      chunkCount: item.chunkCount,
      headerHash: toHex(item.headerHash),
    })),
  };
}
export type ManifestFacts = ReturnType<typeof manifestFacts>;

export function manifestOf(facts: ManifestFacts): Manifest {
  return {
    accountId: AccountId.fromBytes(fromHex(facts.accountId)),
    writerId: WriterId.fromBytes(fromHex(facts.writerId)),
    index: facts.index,
    previousHash: fromHex(facts.previousHash),
    epoch: facts.epoch,
    logHead: { sequence: facts.logHead.sequence, hash: fromHex(facts.logHead.hash) },
    timeMs: facts.timeMs,
    batchId: BatchId.fromBytes(fromHex(facts.batchId)),
    sealHash: fromHex(facts.sealHash),
    batchKeyCommitment: fromHex(facts.batchKeyCommitment),
    pageHashes: facts.pageHashes.map(fromHex),
    items: facts.items.map((item) => ({
      itemId: ItemId.fromBytes(fromHex(item.itemId)),
      bodyHash: fromHex(item.bodyHash),
      chunkCount: item.chunkCount,
      headerHash: fromHex(item.headerHash),
    })),
  };
}

export function anchorFacts({ userId, userHead, accounts }: Anchor) {
  const head = (at: Anchor['userHead']) => ({ sequence: at.sequence, hash: toHex(at.hash) });
  return {
    userId: user(userId),
    userHead: head(userHead),
    accounts: [...accounts].map(([accountId, at]) => ({
      accountId: toHex(AccountId.toBytes(accountId)),
      head: head(at),
    })),
  };
}
export type AnchorFacts = ReturnType<typeof anchorFacts>;

export function anchorOf({ userId, userHead, accounts }: AnchorFacts): Anchor {
  return {
    userId: UserId.fromBytes(fromHex(userId)),
    userHead: { ...userHead, hash: fromHex(userHead.hash) },
    accounts: new Map(
      accounts.map(({ accountId, head }) => [
        AccountId.fromBytes(fromHex(accountId)),
        { ...head, hash: fromHex(head.hash) },
      ]),
    ),
  };
}

/** What ways in added to the state. */
export function waysInFacts(state: UserState) {
  return {
    ...userFacts(state),
    ways: [...state.credentials.values()].map((credential) => ({
      credentialId: toHex(CredentialId.toBytes(credential.credentialId)),
      signingKey: credential.signingKey ? toHex(credential.signingKey) : null,
      name: credential.name,
      sinceMs: credential.sinceMs,
      kitNumber: credential.kitNumber,
      isConfirmed: credential.isConfirmed,
    })),
    kits: state.kits,
  };
}
