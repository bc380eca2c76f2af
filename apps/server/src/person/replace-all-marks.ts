import { AccountId, CommonsealError } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { accountIdsOf } from '../repositories/account-roles.ts';
import { deleteOtherMarks, insertMarks, markedAccounts, replaceMarks } from '../repositories/marks.ts';

type AllMarks = BodyOf<typeof endpoints.replaceKeys>['marks'];

/**
 * Puts marks under new keys into the place of all that a person has; those of accounts that they have left go, for
 * nothing opens them any more.
 * @throws CommonsealError `marks_conflict` for another version than the next, or when some are missing; `not_found` for
 * an account that the person is not in
 */
export async function replaceAllMarks(db: Queryable, userId: Buffer, all: AllMarks): Promise<void> {
  const memberOf = await accountIdsOf(db, userId);
  const given = new Map(all.map((marks) => [AccountId.parse(marks.accountId), marks]));
  if (given.size !== all.length) throw new CommonsealError('invalid_request', 'an account twice');
  for (const [accountId, { version, marks }] of given) {
    if (!memberOf.includes(accountId)) throw new CommonsealError('not_found', 'no such account');
    const key = { userId, accountId: bytesOf(accountId) };
    const next = { version, marks: bytesOf(marks) };
    const isNext =
      version === 1 ? await insertMarks(db, key, next) : await replaceMarks(db, key, version - 1, next);
    if (!isNext) throw new CommonsealError('marks_conflict');
  }
  await deleteOtherMarks(db, userId, memberOf.map(bytesOf));
  const isEach = (await markedAccounts(db, userId)).every((accountId) => given.has(accountId));
  if (!isEach) throw new CommonsealError('marks_conflict', 'some marks are missing');
}
