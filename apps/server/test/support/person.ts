import { randomBytes } from 'node:crypto';
import { AccountLog, UserLog, encodeAnchor, encodeName } from '@commonseal/account-log';
import { authorAccountJoined, authorGenesis, authorUserGenesis } from '@commonseal/account-log/author';
import * as opaque from '@commonseal/crypto/opaque-client';
import {
  type AccountSeed,
  type CredentialSeed,
  type UserSeed,
  accountSeedContext,
  anchorContext,
  deriveBoxKey,
  encryptBox,
  generateAccountSeed,
  generateCredentialId,
  generateUserSeed,
  nameContext,
  ownStateContext,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import {
  type AccountId,
  type CredentialId,
  type UserId,
  encodeBase64url,
  normaliseEmail,
} from '@commonseal/protocol';
import {
  type ApiClient,
  type BodyOf,
  type ReplyOf,
  type SignedIn,
  endpoints,
  requireSignedIn,
} from '@commonseal/protocol/api';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';

type FullBody = BodyOf<typeof endpoints.signUpFinish>;
/** Of a person who begins an account. */
export type SignUpBody = FullBody & { readonly account: NonNullable<FullBody['account']> };

/** Somebody of a test, with the secrets that only their own device would hold. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly userSeed: UserSeed;
  readonly accountSeed: AccountSeed;
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly credentialId: CredentialId;
  readonly userLog: UserLog;
  readonly accountLog: AccountLog;
  readonly body: SignUpBody;
}

export interface PersonOptions {
  readonly email?: string;
  readonly password?: string;
}

export function uniqueEmail(): string {
  return `person-${randomBytes(6).toString('hex')}@example.org`;
}

/** The first exchange of a sign-up, and all that the second one sends; a test may change it before it is sent. */
export async function preparePerson(api: ApiClient, options: PersonOptions = {}): Promise<Person> {
  await Promise.all([cryptoReady(), opaque.opaqueReady()]);
  const { email = uniqueEmail(), password = 'correct horse battery staple' } = options;
  const started = opaque.startRegistration(password);
  const { signUpId, registrationResponse } = await api.call(endpoints.signUpStart, {
    body: { email: normaliseEmail(email), registrationRequest: started.request },
  });
  const finished = await quickPasswords.finishRegistration({
    password,
    state: started.state,
    registrationResponse,
  });
  return authorPerson({ email: normaliseEmail(email), password, signUpId }, finished);
}

function authorPerson(
  { email, password, signUpId }: Required<PersonOptions> & Pick<SignUpBody, 'signUpId'>,
  registered: ReturnType<typeof opaque.finishRegistration>,
): Person {
  const nowMs = Date.now();
  const userSeed = generateUserSeed();
  const accountSeed = generateAccountSeed();
  const credentialId = generateCredentialId();
  const keys = { signingKey: signingPublicKey(userSeed), receivingKey: receivingPublicKey(userSeed) };

  const credentialKey = receivingPublicKey(registered.credentialSeed);
  const credential = { credentialId, kind: 'password', receivingKey: credentialKey } as const;
  const userGenesis = authorUserGenesis({ ...keys, credential }, userSeed, nowMs);
  const userLog = UserLog.verify([userGenesis]);
  const { userId } = userLog.state;

  const { genesis, accountSeal, log: accountLog } = authorAccount(userId, userSeed, nowMs, accountSeed);
  const { accountId } = accountLog.state;
  const joined = authorAccountJoined(userLog.state, { accountId, head: accountLog.head }, userSeed, nowMs);
  userLog.append(joined);

  const place = { userId, generation: 0, credentialId };
  const body: SignUpBody = {
    email,
    signUpId,
    registrationRecord: registered.registrationRecord,
    stretching: registered.stretching,
    userEntries: [userGenesis, joined].map(encodeBase64url),
    credential: {
      credentialId,
      seal: encodeBase64url(sealSecret(userSeed, credentialKey, userSeedContext(place))),
      anchor: encodeBase64url(anchorOf(registered.credentialSeed, credentialId, userLog, accountLog)),
    },
    account: { genesis, accountSeal },
    ownState: encodeBase64url(ownStateOf(userSeed, userId, 1)),
  };
  return {
    email,
    password,
    userSeed,
    accountSeed,
    userId,
    accountId,
    credentialId,
    userLog,
    accountLog,
    body,
  };
}

/** A new account of somebody, and its seed sealed to them. */
export function authorAccount(
  userId: UserId,
  userSeed: UserSeed,
  nowMs: number,
  accountSeed = generateAccountSeed(),
): { readonly genesis: string; readonly accountSeal: string; readonly log: AccountLog } {
  const keys = { signingKey: signingPublicKey(userSeed), receivingKey: receivingPublicKey(userSeed) };
  const ingestKey = receivingPublicKey(accountSeed);
  const nameBox = (nameOf: 'account' | 'member', name: string) =>
    encryptBox(
      encodeName(name),
      deriveBoxKey(accountSeed, 'nameKey'),
      nameContext({ nameOf, ingestKeyHash: hash(hashPurposes.receivingKey, ingestKey) }),
    );
  const owner = { userId, ...keys, nameBox: nameBox('member', 'Owner') };
  const genesis = authorGenesis({ owner, ingestKey, nameBox: nameBox('account', 'Home') }, userSeed, nowMs);
  const log = AccountLog.verify([genesis]);
  const context = accountSeedContext({
    accountId: log.state.accountId,
    epoch: 0,
    recipient: { kind: 'member', id: userId },
  });
  const accountSeal = encodeBase64url(sealSecret(accountSeed, keys.receivingKey, context));
  return { genesis: encodeBase64url(genesis), accountSeal, log };
}

function anchorOf(
  seed: CredentialSeed,
  credentialId: CredentialId,
  userLog: UserLog,
  { state, head }: AccountLog,
): Uint8Array {
  const accounts = new Map([[state.accountId, head]]);
  const anchor = encodeAnchor({ userId: userLog.state.userId, userHead: userLog.head, accounts });
  return encryptBox(anchor, deriveBoxKey(seed, 'anchorKey'), anchorContext({ credentialId }));
}

export function ownStateOf(seed: UserSeed, userId: UserId, version: number): Uint8Array {
  const state = new Uint8Array(64);
  return encryptBox(state, deriveBoxKey(seed, 'ownStateKey'), ownStateContext({ userId, version }));
}

/** Creates a person and their first account, and signs them in. */
export async function signUp(api: ApiClient, options: PersonOptions = {}): Promise<Person> {
  const person = await preparePerson(api, options);
  await api.call(endpoints.signUpFinish, { body: person.body });
  return person;
}

/** The session is in the cookies of whoever calls. */
export async function logIn(api: ApiClient, person: Pick<Person, 'email' | 'password'>): Promise<SignedIn> {
  return requireSignedIn(await provePassword(api, person));
}

export async function provePassword(
  api: ApiClient,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<ReplyOf<typeof endpoints.loginFinish>> {
  await opaque.opaqueReady();
  const started = opaque.startLogin(password);
  const answer = await api.call(endpoints.loginStart, {
    body: { email: normaliseEmail(email), startLoginRequest: started.request },
  });
  const { finishLoginRequest } = await quickPasswords.finishLogin({
    password,
    state: started.state,
    ...answer,
  });
  return api.call(endpoints.loginFinish, { body: { loginId: answer.loginId, finishLoginRequest } });
}
