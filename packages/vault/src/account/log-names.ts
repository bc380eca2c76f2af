import type { InviteId, UserId, WorkerId, WriterId } from '@commonseal/protocol';
import {
  type Grant,
  type ParsedEntry,
  type SignedResetRequest,
  resetRequestName,
} from '@commonseal/account-log';
import type { Role } from '../team-api.ts';
import type { AccountSession } from './account-session.ts';

/** What a name is opened from. */
type Named = Parameters<AccountSession['nameOfMember']>[0];

/** Names of everybody and everything that a log ever named, those who have left included. */
export class LogNames {
  readonly #session: AccountSession;
  readonly #people = new Map<UserId, Named>();
  /** Who somebody was before they were let back in. */
  readonly #formerIds = new Map<UserId, UserId>();
  readonly #vouchers = new Map<string, UserId[]>();
  /** In the order of the log. */
  readonly #grants: ReadonlyMap<WorkerId, readonly Grant[]>;

  /** @param entries what has been: who has left stands nowhere else any more */
  constructor(session: AccountSession, entries: readonly ParsedEntry[]) {
    this.#session = session;
    const { members, grants } = session.log.state;
    for (const entry of entries) this.#take(entry);
    for (const member of members.values()) this.#people.set(member.userId, member);
    this.#grants = groupedByWorker(grants.values());
  }

  #take(entry: ParsedEntry): void {
    const { sequence: since } = entry.frame;
    if (entry.name === 'genesis') {
      const { userId, nameBox } = entry.matter.owner;
      this.#people.set(userId, { userId, nameBox, nameSeal: undefined, since });
    } else if (entry.name === 'join' || entry.name === 'breakGlassUse') {
      this.#people.set(entry.matter.userId, { ...entry.matter, since });
    } else if (entry.name === 'reset') {
      const { signed, nameBox } = entry.matter;
      const { userId, memberId } = signed.request;
      this.#people.set(userId, { userId, nameBox, nameSeal: undefined, since });
      this.#formerIds.set(userId, memberId);
    } else if (entry.name === 'vouch') {
      const request = resetRequestName(entry.matter);
      this.#vouchers.set(request, [...(this.#vouchers.get(request) ?? []), entry.author.id as UserId]);
    }
  }

  ofPerson(userId: UserId): string {
    const person = this.#people.get(userId);
    return person ? this.#session.nameOfMember(person) : '';
  }

  /** Somebody, and who they were before they were let back in. */
  selvesOf(userId: UserId): ReadonlySet<UserId> {
    const selves = new Set([userId]);
    let former = this.#formerIds.get(userId);
    while (former !== undefined && !selves.has(former)) {
      selves.add(former);
      former = this.#formerIds.get(former);
    }
    return selves;
  }

  /** Who vouched for a request, besides whoever approved it last. */
  vouchersOf(signed: SignedResetRequest, lastId: UserId): readonly string[] {
    const vouchers = this.#vouchers.get(resetRequestName(signed)) ?? [];
    return [...new Set(vouchers)]
      .filter((userId) => userId !== lastId)
      .map((userId) => this.ofPerson(userId));
  }

  /** @param since the entry that made the set */
  ofHolder(nameBox: Uint8Array, since: number): string {
    return this.#session.nameOf('holder', nameBox, since);
  }

  /** A worker's own is called as the worker was when it was admitted. */
  ofWriter(writerId: WriterId): string {
    const writer = this.#session.log.state.writers.get(writerId);
    if (!writer) return '';
    const { workerId, since } = writer;
    return workerId === undefined ? this.#session.nameOfWriter(writer) : this.ofWorker(workerId, since);
  }

  /** @param at the entry that is told of: later ones may call the worker otherwise */
  ofWorker(workerId: WorkerId, at: number): string {
    const grant = this.#grants.get(workerId)?.findLast(({ since }) => since <= at);
    return grant ? this.ofGranted(grant.nameBox, grant.since) : '';
  }

  /** @param since the entry that grants */
  ofGranted(nameBox: Uint8Array, since: number): string {
    return this.#session.nameOf('worker', nameBox, since);
  }

  /** @param since the entry that grants the job */
  ofAnalyser(nameBox: Uint8Array, since: number): string {
    return this.#session.nameOf('analyser', nameBox, since);
  }

  /** @param since the entry that granted it */
  ofGrant(since: number): { readonly name: string; readonly grantKind: 'standing' | 'job' } {
    const grant = this.#session.log.state.grants.get(since);
    const name = grant ? this.ofGranted(grant.nameBox, since) : '';
    return { name, grantKind: grant?.terms.kind ?? 'standing' };
  }

  ofInvite(inviteId: InviteId): string {
    const invite = this.#session.log.state.invites.get(inviteId);
    return invite ? this.#session.nameOf('invite', invite.nameBox, invite.since) : '';
  }

  roleOfInvite(inviteId: InviteId): Role {
    return this.#session.log.state.invites.get(inviteId)?.role ?? 'member';
  }

  inviterOf(inviteId: InviteId): string {
    const invite = this.#session.log.state.invites.get(inviteId);
    return invite ? this.ofPerson(invite.invitedBy) : '';
  }
}

function groupedByWorker(grants: Iterable<Grant>): ReadonlyMap<WorkerId, readonly Grant[]> {
  const groups = new Map<WorkerId, Grant[]>();
  for (const grant of grants) {
    const group = groups.get(grant.workerId);
    if (group) group.push(grant);
    else groups.set(grant.workerId, [grant]);
  }
  return groups;
}
