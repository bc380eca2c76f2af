import { CommonsealError } from '@commonseal/protocol';
import { type Member, haveSameKeys } from '@commonseal/account-log';
import { type Person, publicKeysOf } from '../session/person.ts';

/**
 * @param member as whom the log knows the person
 * @throws CommonsealError `unauthenticated` when another device has replaced the person's keys: these open nothing new
 */
export function requireOwnKeys(member: Member, { userSeed }: Pick<Person, 'userSeed'>): void {
  if (!haveSameKeys(member, publicKeysOf(userSeed)))
    throw new CommonsealError('unauthenticated', "the person's keys were replaced");
}
