import type { InviteId, UserId, WriterId } from '@commonseal/protocol';
import type { ParsedEntry } from '@commonseal/account-log';
import type { Role } from '../team-api.ts';
import type { AccountSession } from './account-session.ts';

/** Names of everybody and everything that a log ever named, those who have left included. */
export class LogNames {
  readonly #session: AccountSession;
  readonly #people = new Map<UserId, string>();

  /** @param entries what has been: who has left stands nowhere else any more */
  constructor(session: AccountSession, entries: readonly ParsedEntry[]) {
    this.#session = session;
    for (const entry of entries) {
      if (entry.name === 'genesis') {
        const { userId, nameBox } = entry.matter.owner;
        this.#people.set(userId, session.nameOfMember({ userId, nameBox, nameSeal: undefined, since: 0 }));
      } else if (entry.name === 'join') {
        const { userId } = entry.matter;
        this.#people.set(userId, session.nameOfMember({ ...entry.matter, since: entry.frame.sequence }));
      }
    }
    for (const member of session.log.state.members.values()) {
      this.#people.set(member.userId, session.nameOfMember(member));
    }
  }

  ofPerson(userId: UserId): string {
    return this.#people.get(userId) ?? '';
  }

  ofWriter(writerId: WriterId): string {
    const writer = this.#session.log.state.writers.get(writerId);
    return writer ? this.#session.nameOf('writer', writer.nameBox, writer.since) : '';
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
