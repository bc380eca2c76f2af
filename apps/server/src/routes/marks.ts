import { CommonsealError } from '@commonseal/protocol';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findMarks, insertMarks, replaceMarks } from '../repositories/marks.ts';
import type { Services } from '../services.ts';

/** The caller's own marks in an account that the caller belongs to: no other person can be named here. */
export function marksRoutes({ pool }: Services): HandlersOf<'marks' | 'putMarks'> {
  return {
    async marks({ caller, params, query }) {
      const key = { userId: bytesOf(caller.userId), accountId: bytesOf(params.accountId) };
      const found = await findMarks(pool, key, query.known);
      if (!found) return { version: 0 };
      const { version, marks } = found;
      return marks ? { version, marks: textOf(marks) } : { version };
    },

    async putMarks({ caller, params, body }) {
      const { replaces, version } = body;
      if (version <= replaces) throw new CommonsealError('invalid_request', 'not a later version');
      const key = { userId: bytesOf(caller.userId), accountId: bytesOf(params.accountId) };
      const next = { version, marks: bytesOf(body.marks) };
      const isFirst =
        replaces === 0 ? await insertMarks(pool, key, next) : await replaceMarks(pool, key, replaces, next);
      if (!isFirst) throw new CommonsealError('marks_conflict');
      return {};
    },
  };
}
