import {
  type AccountId,
  CommonsealError,
  type UserId,
  type WorkerId,
  type WriterId,
} from '@commonseal/protocol';
import type { Endpoint } from '@commonseal/protocol/api';

/** How long somebody who has shown that they are there may change how they get in. */
const recentSeconds = 10 * 60;

/** Somebody who has signed in with a session cookie. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly userId: UserId;
  readonly tokenHash: Buffer;
  /** Since they showed that they are there; null where a browser came back by itself. */
  readonly authenticatedSeconds: number | null;
  /** Whether it was with a passkey or a recovery kit: beside these no second step is asked for. */
  readonly isBeyondPassword: boolean;
}

/** A program that has proven to hold a writer's key, for one account. */
export interface WriterCaller {
  readonly kind: 'writer';
  readonly accountId: AccountId;
  readonly writerId: WriterId;
  /** Of the worker that writes its results by it. */
  readonly workerId: WorkerId | undefined;
}

/** A program that has proven to hold a worker's key: what it may read is asked anew with every request. */
export interface WorkerCaller {
  readonly kind: 'worker';
  readonly workerId: WorkerId;
}

export type Caller = PersonCaller | WriterCaller | WorkerCaller;

type Named<C extends Endpoint['caller']> = C extends readonly (infer Kind)[] ? Kind : C;

/** Who a handler can be called by, from the endpoint's definition. */
export type CallerOf<E extends Endpoint> = E['caller'] extends 'anyone'
  ? undefined
  : Extract<Caller, { readonly kind: Named<E['caller']> }>;

/** However long ago: a browser that came back by itself has not. @throws CommonsealError `authentication_too_old` */
export function requireAuthenticated({ authenticatedSeconds }: PersonCaller): void {
  if (authenticatedSeconds === null) throw new CommonsealError('authentication_too_old');
}

/** @throws CommonsealError `authentication_too_old` */
export function requireRecent(caller: PersonCaller): void {
  if (!isRecent(caller)) throw new CommonsealError('authentication_too_old');
}

function isRecent({ authenticatedSeconds }: PersonCaller): boolean {
  return authenticatedSeconds !== null && authenticatedSeconds <= recentSeconds;
}

/** Whether they have just shown what does instead of a second step. */
export function isSecondStepShown(caller: PersonCaller): boolean {
  return caller.isBeyondPassword && isRecent(caller);
}
