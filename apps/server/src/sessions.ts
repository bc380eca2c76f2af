import { randomBytes } from 'node:crypto';
import type { Credential } from '@commonseal/account-log';
import { CommonsealError, type UserId } from '@commonseal/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bytesOf, sha256, textOf } from './bytes.ts';
import type { PersonCaller } from './caller.ts';
import type { Queryable } from './database/database.ts';
import { lockPerson } from './repositories/people.ts';
import {
  type FoundSession,
  type SessionLifetime,
  deleteSession,
  findSession,
  insertSession,
  prolongSession,
  takeSession,
} from './repositories/sessions.ts';
import { sessionLabel } from './session-label.ts';

const tokenPattern = /^[\w-]{43}$/;
/** Not on each request: once a tenth of the idle time has gone. */
const prolongAfter = 0.9;
/** How old 'last seen' may be before it is written anew. */
const unseenSeconds = 5 * 60;

/** What stands in a database that leaks is of no use as a token. */
export function tokenHashOf(token: string): Buffer | undefined {
  return tokenPattern.test(token) ? sha256(token) : undefined;
}

export function generateToken(): string {
  return textOf(randomBytes(32));
}

function callerOf(
  tokenHash: Buffer,
  { userId, authenticatedSeconds, isBeyondPassword }: FoundSession,
): PersonCaller {
  const id = textOf(userId) as UserId;
  return { kind: 'person', userId: id, tokenHash, authenticatedSeconds, isBeyondPassword };
}

/**
 * Locks a caller within a transaction: whoever ends other sessions of theirs, or appends to their log, waits until it is
 * over, or is waited for here. So nothing that lasts is done for a session after the answer that it has ended.
 * @returns the caller as they are now
 * @throws CommonsealError `unauthenticated` when the session has ended
 */
export async function lockCaller(db: Queryable, { userId, tokenHash }: PersonCaller): Promise<PersonCaller> {
  await lockPerson(db, bytesOf(userId));
  const found = await findSession(db, tokenHash);
  if (!found) throw new CommonsealError('unauthenticated', 'the session has ended meanwhile');
  return callerOf(tokenHash, found);
}

/** By what somebody begins a session. */
export interface ShownWayIn {
  /** A device is shown by a browser that comes back by itself. Of a password and what was asked beside it, the stronger. */
  readonly by: Credential['kind'];
  /** Null for a passkey that opens nothing. */
  readonly credentialId: Buffer | null;
}

/**
 * Sessions of people: a random token in a cookie that no script can read and no other site makes the browser send, its
 * hash in the database.
 */
export class Sessions {
  readonly #isSecure: boolean;
  readonly #lifetime: SessionLifetime;

  constructor(options: { readonly isSecure: boolean; readonly lifetime: SessionLifetime }) {
    this.#isSecure = options.isSecure;
    this.#lifetime = options.lifetime;
  }

  /** `__Host-` binds the cookie to this very host and to TLS; browsers refuse it over plain http. */
  get cookieName(): string {
    return this.#isSecure ? '__Host-commonseal' : 'commonseal';
  }

  /**
   * Begins a session, not beyond the time of the device that was shown; one that the request came with ends. The cookie is
   * for `setCookie`, once all is committed.
   */
  async begin(
    db: Queryable,
    request: FastifyRequest,
    userId: UserId,
    { by, credentialId }: ShownWayIn,
  ): Promise<string> {
    const previous = this.#tokenHash(request);
    const shownBefore = previous ? await takeSession(db, previous, bytesOf(userId)) : [];
    const token = generateToken();
    await insertSession(db, {
      tokenHash: sha256(token),
      sessionId: randomBytes(16),
      userId: bytesOf(userId),
      label: sessionLabel(request.headers),
      isAuthenticated: by !== 'device',
      isBeyondPassword: by === 'passkey' || by === 'kit',
      credentialId,
      shownBefore,
      lifetime: this.#lifetime,
    });
    return token;
  }

  setCookie(reply: FastifyReply, token: string): void {
    reply.setCookie(this.cookieName, token, this.#cookieOptions);
  }

  async find(db: Queryable, request: FastifyRequest): Promise<PersonCaller | undefined> {
    const tokenHash = this.#tokenHash(request);
    const found = tokenHash && (await findSession(db, tokenHash));
    if (!tokenHash || !found) return undefined;
    if (this.#isDue(found)) await prolongSession(db, tokenHash, this.#lifetime.idleSeconds);
    return callerOf(tokenHash, found);
  }

  async end(db: Queryable, caller: PersonCaller, reply: FastifyReply): Promise<void> {
    await deleteSession(db, caller.tokenHash);
    reply.clearCookie(this.cookieName, this.#cookieOptions);
  }

  #isDue(found: FoundSession): boolean {
    const isIdle = found.idleSecondsLeft < this.#lifetime.idleSeconds * prolongAfter;
    return isIdle || found.unseenSeconds > unseenSeconds;
  }

  #tokenHash(request: FastifyRequest): Buffer | undefined {
    const token = request.cookies[this.cookieName];
    return token === undefined ? undefined : tokenHashOf(token);
  }

  get #cookieOptions() {
    return { httpOnly: true, sameSite: 'strict', secure: this.#isSecure, path: '/' } as const;
  }
}
