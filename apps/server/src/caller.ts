import { type AccountId, CommonsealError, type UserId, type WriterId } from '@commonseal/protocol';
import type { Endpoint } from '@commonseal/protocol/api';

/** Somebody who has signed in with a session cookie. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly userId: UserId;
  readonly tokenHash: Buffer;
  /** Whether they have shown within the last minutes that they are there. */
  readonly isRecent: boolean;
}

/** A program that has proven to hold a writer's key, for one account. */
export interface WriterCaller {
  readonly kind: 'writer';
  readonly accountId: AccountId;
  readonly writerId: WriterId;
}

export type Caller = PersonCaller | WriterCaller;

/** Who a handler can be called by, from the endpoint's definition. */
export type CallerOf<E extends Endpoint> = E['caller'] extends 'person'
  ? PersonCaller
  : E['caller'] extends 'writer'
    ? WriterCaller
    : E['caller'] extends 'person-or-writer'
      ? Caller
      : undefined;

export function requirePerson(caller: Caller): PersonCaller {
  if (caller.kind !== 'person') throw new CommonsealError('forbidden', 'people only');
  return caller;
}

/** @throws CommonsealError `authentication_too_old` */
export function requireRecent(caller: PersonCaller): void {
  if (!caller.isRecent) throw new CommonsealError('authentication_too_old');
}
