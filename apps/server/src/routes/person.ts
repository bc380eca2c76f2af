import { CommonsealError } from '@commonseal/protocol';
import { bytesOf, textOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { HandlersOf } from '../endpoints.ts';
import { stepOf, takeUserStep } from '../person/user-step.ts';
import { replaceAnchor } from '../repositories/credentials.ts';
import { findOwnState, replaceOwnState, userEntriesAfter } from '../repositories/people.ts';
import type { Services } from '../services.ts';

/** What belongs to the caller alone: nobody else's id can be named here. */
export function personRoutes({
  pool,
}: Services): HandlersOf<'userLog' | 'appendUserEntry' | 'putAnchor' | 'ownState' | 'putOwnState'> {
  return {
    async userLog({ caller, query }) {
      const entries = await userEntriesAfter(pool, bytesOf(caller.userId), query.after ?? -1);
      return { entries: entries.map(textOf) };
    },

    async appendUserEntry({ caller, body }) {
      const step = stepOf(body);
      const { state } = await inTransaction(pool, (db) => takeUserStep(db, caller, step));
      return { sequence: state.head.sequence };
    },

    async putAnchor({ caller, params, body }) {
      const session = { userId: bytesOf(caller.userId), tokenHash: caller.tokenHash };
      const next = { credentialId: bytesOf(params.credentialId), anchor: bytesOf(body.anchor) };
      const isReplaced = await replaceAnchor(pool, session, next);
      if (!isReplaced) throw new CommonsealError('not_found', 'no such credential in this session');
      return {};
    },

    async ownState({ caller }) {
      const found = await findOwnState(pool, bytesOf(caller.userId));
      if (!found) throw new CommonsealError('not_found', 'no own state');
      return { version: found.version, state: textOf(found.state) };
    },

    async putOwnState({ caller, body }) {
      const state = bytesOf(body.state);
      const next = { userId: bytesOf(caller.userId), version: body.version, state };
      if (!(await replaceOwnState(pool, next))) throw new CommonsealError('own_state_conflict');
      return {};
    },
  };
}
