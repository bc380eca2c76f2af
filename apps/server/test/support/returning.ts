import {
  type ResetRequest,
  type SignedResetRequest,
  UserLog,
  parseResetRequest,
} from '@commonseal/account-log';
import { authorUserGenesis, signResetRequest } from '@commonseal/account-log/author';
import * as opaque from '@commonseal/crypto/opaque-client';
import {
  type UserSeed,
  generateBytes,
  generateCredentialId,
  generateUserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import {
  AccountId,
  CommonsealError,
  type UserId,
  UserId as UserIds,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { type ApiClient, type BodyOf, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';
import type { TestServer, Visitor } from './server.ts';
import { anchorBytesOf, sealBytesOf } from './ways-in.ts';

export type AskBody = BodyOf<typeof endpoints.returnAsk>;
export type Place = ReplyOf<typeof endpoints.returnStart>['places'][number];

/** What somebody comes with who is nobody yet: a password that was registered, new keys, and a log that begins with both. */
export interface Coming {
  readonly visitor: Visitor;
  readonly email: string;
  readonly password: string;
  readonly userSeed: UserSeed;
  readonly log: UserLog;
  readonly places: readonly Place[];
  readonly body: Omit<AskBody, 'requests'>;
}

export function startReturn(api: ApiClient, email: string, password = 'x') {
  const started = opaque.startRegistration(password);
  const body = { email, registrationRequest: started.request };
  return api.call(endpoints.returnStart, { body }).then((answer) => ({ ...answer, state: started.state }));
}

export async function comeAnew(
  server: TestServer,
  email: string,
  password = 'a new password of mine',
  userSeed = generateUserSeed(),
): Promise<Coming> {
  const visitor = server.visitor();
  const { state, places, ...started } = await startReturn(visitor.api, email, password);
  const { registrationResponse, returnId } = started;
  const registered = await quickPasswords.finishRegistration({ password, state, registrationResponse });
  const credentialId = generateCredentialId();
  const receivingKey = receivingPublicKey(registered.credentialSeed);
  const keys = { signingKey: signingPublicKey(userSeed), receivingKey: receivingPublicKey(userSeed) };
  const credential = { credentialId, kind: 'password', receivingKey } as const;
  const userEntry = authorUserGenesis({ ...keys, credential }, userSeed, Date.now());
  return {
    visitor,
    email,
    password,
    userSeed,
    log: UserLog.verify([userEntry]),
    places,
    body: {
      email,
      returnId,
      registrationRecord: registered.registrationRecord,
      stretching: registered.stretching,
      credential: { credentialId, seal: sealBytesOf(), anchor: anchorBytesOf() },
      ownState: anchorBytesOf(),
      userEntry: encodeBase64url(userEntry),
    },
  };
}

const hour = 60 * 60_000;

export function requestFor(
  { userSeed, log }: Pick<Coming, 'userSeed' | 'log'>,
  place: Place,
  change: Partial<ResetRequest> = {},
): SignedResetRequest {
  const { sequence, hash } = place.head;
  const nowMs = Date.now();
  const request = {
    accountId: AccountId.parse(place.accountId),
    head: { sequence, hash: parseBase64url(hash) },
    memberId: UserIds.parse(place.memberId),
    userId: log.state.userId,
    signingKey: signingPublicKey(userSeed),
    receivingKey: receivingPublicKey(userSeed),
    nonce: generateBytes(32),
    madeAtMs: nowMs,
    expiresAtMs: nowMs + 24 * hour,
    ...change,
  };
  return parseResetRequest(signResetRequest(request, userSeed));
}

export function textOfRequest({ body, signature }: SignedResetRequest): string {
  return encodeBase64url(Buffer.concat([body, signature]));
}

/** Somebody who has asked to be let back in, and waits. */
export class TestReturn {
  readonly coming: Coming;
  readonly requests: readonly SignedResetRequest[];
  readonly ticket: string;

  private constructor(coming: Coming, requests: readonly SignedResetRequest[], ticket: string) {
    this.coming = coming;
    this.requests = requests;
    this.ticket = ticket;
  }

  static async ask(
    server: TestServer,
    email: string,
    change: Partial<ResetRequest> = {},
    coming?: Coming,
  ): Promise<TestReturn> {
    const who = coming ?? (await comeAnew(server, email));
    const requests = who.places.map((place) => requestFor(who, place, change));
    const body = { ...who.body, requests: requests.map(textOfRequest) };
    const { ticket } = await who.visitor.api.call(endpoints.returnAsk, { body });
    return new TestReturn(who, requests, ticket);
  }

  get api(): ApiClient {
    return this.coming.visitor.api;
  }

  get userId(): UserId {
    return this.coming.log.state.userId;
  }

  requestTo(accountId: string): SignedResetRequest {
    const found = this.requests.find(({ request }) => request.accountId === accountId);
    if (!found) throw new Error('nothing was asked there');
    return found;
  }

  async standings(): Promise<Record<string, string>> {
    const { requests } = await this.api.call(endpoints.returnState, { body: { ticket: this.ticket } });
    return Object.fromEntries(
      requests.map(({ request, standing, vouches }) => [
        parseResetRequest(parseBase64url(request)).request.accountId,
        vouches === 0 ? standing : `${standing} ${vouches}`,
      ]),
    );
  }

  enter() {
    return this.api.call(endpoints.returnEnter, { body: { ticket: this.ticket } });
  }

  withdraw() {
    return this.api.call(endpoints.returnWithdraw, { body: { ticket: this.ticket } });
  }
}

export interface ReturnLogin {
  readonly loginId: string;
  readonly answer: number;
  readonly finishLoginRequest: string;
}

/** Which of the answers the password fits. @throws CommonsealError `login_failed` for none */
export async function proveReturn(api: ApiClient, email: string, password: string): Promise<ReturnLogin> {
  const started = opaque.startLogin(password);
  const body = { email, startLoginRequest: started.request };
  const { loginId, answers } = await api.call(endpoints.returnLoginStart, { body });
  for (const [answer, given] of answers.entries()) {
    const finished = await quickPasswords
      .finishLogin({ password, state: started.state, ...given })
      .catch((error: unknown) => {
        if (!(error instanceof CommonsealError)) throw error;
      });
    if (finished) return { loginId, answer, finishLoginRequest: finished.finishLoginRequest };
  }
  throw new CommonsealError('login_failed');
}

export async function findReturn(api: ApiClient, email: string, password: string) {
  const body = await proveReturn(api, email, password);
  return api.call(endpoints.returnLoginFinish, { body });
}
