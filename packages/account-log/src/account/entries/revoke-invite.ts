import { InviteId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { endInvite } from '../access.ts';
import type { EntryKind } from '../entry-kind.ts';

/** `revoke-invite`: nobody joins by it any more. One that opened at once takes a new account seed along. */
export const revokeInviteEntry: EntryKind<InviteId, 'member'> = {
  name: 'revokeInvite',
  author: 'member',
  epoch: 'when access ends',
  parse: (reader) => InviteId.fromBytes(reader.bytes(longIdBytes)),
  apply(state, inviteId, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    const invite = state.invites.get(inviteId);
    if (!invite) return new Refused('not there');
    if (invite.ended) return new Refused('withdrawn');
    return endInvite(state, invite, 'revoked', frame);
  },
};
