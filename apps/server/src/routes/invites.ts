import { AccountId, InviteId } from '@commonseal/protocol';
import { deliveredOf } from '../account/delivered-entry.ts';
import { readInviteLog } from '../account/invite-log.ts';
import { join } from '../account/join.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { stepOf } from '../person/user-step.ts';
import type { Services } from '../services.ts';

/** How somebody comes to an account whose member they are not: what they show is the link that they were sent. */
export function inviteRoutes(services: Services): HandlersOf<'inviteLog' | 'join'> {
  return {
    async inviteLog({ params, body, caller }) {
      const reading = {
        accountId: AccountId.parse(body.accountId),
        inviteId: InviteId.parse(params.inviteId),
        userId: caller.userId,
        timeMs: body.timeMs,
        signature: bytesOf(body.signature),
      };
      const { entries, more, seal } = await readInviteLog(services, reading, body.after ?? -1);
      return { entries: entries.map(textOf), more, ...(seal ? { seal: textOf(seal) } : {}) };
    },

    async join({ params, body, caller }) {
      const by = { accountId: AccountId.parse(body.accountId), inviteId: InviteId.parse(params.inviteId) };
      const sequence = await join(services, by, caller, deliveredOf(body), stepOf(body.user));
      return { sequence };
    },
  };
}
