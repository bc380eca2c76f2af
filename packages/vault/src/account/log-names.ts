import type { InviteId, UserId, WorkerId, WriterId } from '@commonseal/protocol';
import { type ParsedEntry, type SignedResetRequest, resetRequestName } from '@commonseal/account-log';
import type { Role } from '../team-api.ts';
import type { AccountSession } from './account-session.ts';

/** Names of everybody and everything that a log ever named, those who have left included. */
export class LogNames {
  readonly #session: AccountSession;
  readonly #people = new Map<UserId, string>();
  readonly #vouchers = new Map<string, UserId[]>();

  /** @param entries what has been: who has left stands nowhere else any more */
  constructor(session: AccountSession, entries: readonly ParsedEntry[]) {
    this.#session = session;
    for (const entry of entries) {
      if (entry.name === 'genesis') {
        const { userId, nameBox } = entry.matter.owner;
        this.#people.set(userId, session.nameOfMember({ userId, nameBox, nameSeal: undefined, since: 0 }));
      } else if (entry.name === 'join' || entry.name === 'breakGlassUse') {
        const { userId } = entry.matter;
        this.#people.set(userId, session.nameOfMember({ ...entry.matter, since: entry.frame.sequence }));
      } else if (entry.name === 'reset') {
        const { signed, nameBox } = entry.matter;
        const { userId } = signed.request;
        const since = entry.frame.sequence;
        this.#people.set(userId, session.nameOfMember({ userId, nameBox, nameSeal: undefined, since }));
      } else if (entry.name === 'vouch') {
        const request = resetRequestName(entry.matter);
        this.#vouchers.set(request, [...(this.#vouchers.get(request) ?? []), entry.author.id as UserId]);
      }
    }
    for (const member of session.log.state.members.values()) {
      this.#people.set(member.userId, session.nameOfMember(member));
    }
  }

  ofPerson(userId: UserId): string {
    return this.#people.get(userId) ?? '';
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

  ofWriter(writerId: WriterId): string {
    const writer = this.#session.log.state.writers.get(writerId);
    return writer ? this.#session.nameOfWriter(writer) : '';
  }

  ofWorker(workerId: WorkerId): string {
    return this.#session.nameOfWorker(workerId);
  }

  /** @param since the entry that grants the job */
  ofAnalyser(nameBox: Uint8Array, since: number): string {
    return this.#session.nameOf('analyser', nameBox, since);
  }

  /** @param since the entry that granted it */
  ofGrant(since: number): { readonly name: string; readonly grantKind: 'standing' | 'job' } {
    const grant = this.#session.log.state.grants.get(since);
    return { name: grant ? this.ofWorker(grant.workerId) : '', grantKind: grant?.terms.kind ?? 'standing' };
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
