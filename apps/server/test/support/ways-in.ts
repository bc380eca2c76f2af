import { type NewCredential, UserLog, type UserState } from '@commonseal/account-log';
import {
  authorCredentialAdded,
  authorDeviceForgotten,
  authorKitConfirmed,
  authorPasswordChanged,
  authorRekey,
  authorUserRekey,
  signCredentialChallenge,
} from '@commonseal/account-log/author';
import * as opaque from '@commonseal/crypto/opaque-client';
import {
  type AccountSeed,
  type CredentialSeed,
  type UserSeed,
  credentialOfKit,
  generateCredentialId,
  generateCredentialSeed,
  generateKitSecret,
  generateUserSeed,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { type AccountId, type CredentialId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import type { TestNewcomer } from './newcomer.ts';
import { newSeedFor } from './new-seed.ts';
import { quickPasswords } from '../../../../e2e/fixtures/quick-passwords.ts';

export type ChangeBody = BodyOf<typeof endpoints.changeWaysIn>;
export type AddedBody = NonNullable<ChangeBody['added']>;
export type KeysBody = BodyOf<typeof endpoints.replaceKeys>;

/** A way in that a test holds. */
export interface TestWayIn {
  readonly credential: NewCredential;
  readonly seed: CredentialSeed;
  readonly added: AddedBody;
}

/** Seals and anchors are nothing but bytes to the server: each is another. */
let fill = 0;
export function sealBytesOf(): string {
  fill = (fill + 1) % 250;
  return encodeBase64url(new Uint8Array(1206).fill(fill + 1));
}
export function anchorBytesOf(): string {
  fill = (fill + 1) % 250;
  return encodeBase64url(new Uint8Array(200).fill(fill + 1));
}

const hour = 60 * 60_000;

function wayInOf(
  kind: NewCredential['kind'],
  seed: CredentialSeed,
  credentialId: CredentialId,
  extra: Partial<AddedBody> = {},
): TestWayIn {
  const signs = kind === 'kit' || kind === 'device';
  return {
    seed,
    credential: {
      credentialId,
      kind,
      receivingKey: receivingPublicKey(seed),
      signingKey: signs ? signingPublicKey(seed) : undefined,
      name: kind === 'password' ? '' : `My ${kind}`,
    },
    added: { credentialId, seal: sealBytesOf(), anchor: anchorBytesOf(), ...extra },
  };
}

export function newKit(): TestWayIn {
  const { credentialId, credentialSeed } = credentialOfKit(generateKitSecret());
  return wayInOf('kit', credentialSeed, credentialId);
}

export function newDevice(expiresAtMs = Date.now() + hour): TestWayIn {
  return wayInOf('device', generateCredentialSeed(), generateCredentialId(), { expiresAtMs });
}

export function newPasskey(passkey: NonNullable<AddedBody['passkey']>): TestWayIn {
  return wayInOf('passkey', generateCredentialSeed(), generateCredentialId(), { passkey });
}

/** Registers with OPAQUE what the next password is made from. */
export async function newPassword(api: ApiClient, password: string): Promise<TestWayIn> {
  const started = opaque.startRegistration(password);
  const { registrationId, registrationResponse } = await api.call(endpoints.registrationStart, {
    body: { registrationRequest: started.request },
  });
  const finished = await quickPasswords.finishRegistration({
    password,
    state: started.state,
    registrationResponse,
  });
  const { registrationRecord, stretching, credentialSeed } = finished;
  return wayInOf('password', credentialSeed, generateCredentialId(), {
    password: { registrationId, registrationRecord, stretching },
  });
}

/** What somebody's ways in are changed with, on top of their log as it stands. */
export class WaysInAuthor {
  readonly who: TestNewcomer;
  userSeed: UserSeed;
  readonly accountSeeds: Map<AccountId, AccountSeed>;

  constructor(who: TestNewcomer) {
    this.who = who;
    this.userSeed = who.person.userSeed;
    this.accountSeeds = new Map([[who.person.accountId, who.person.accountSeed]]);
  }

  async state(): Promise<UserState> {
    return (await this.who.userLog()).state;
  }

  async placing() {
    return { state: await this.state(), seed: this.userSeed, nowMs: Date.now() };
  }

  async adding({ credential, added }: TestWayIn): Promise<ChangeBody> {
    return { step: this.who.stepWith(authorCredentialAdded(await this.placing(), credential)), added };
  }

  async changingPassword({ credential, added }: TestWayIn): Promise<ChangeBody> {
    return { step: this.who.stepWith(authorPasswordChanged(await this.placing(), credential)), added };
  }

  async forgetting({ credential }: TestWayIn): Promise<ChangeBody> {
    const entry = authorDeviceForgotten(await this.placing(), credential.credentialId);
    return { step: this.who.stepWith(entry) };
  }

  async confirming({ credential }: TestWayIn): Promise<ChangeBody> {
    return {
      step: this.who.stepWith(authorKitConfirmed(await this.placing(), credential.credentialId)),
    };
  }

  async send(body: ChangeBody): Promise<void> {
    await this.who.api.call(endpoints.changeWaysIn, { body });
  }

  async add(wayIn: TestWayIn): Promise<void> {
    await this.send(await this.adding(wayIn));
  }

  /** New keys for the person and in each of their accounts. */
  async rekeying(
    change: { readonly withdrawn?: readonly CredentialId[]; readonly added?: readonly TestWayIn[] } = {},
  ): Promise<{ readonly body: KeysBody; readonly newSeed: UserSeed }> {
    const { withdrawn = [], added = [] } = change;
    const newSeed = generateUserSeed();
    const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
    const placing = await this.placing();
    const rekeying = { ...keys, withdrawn, added: added.map(({ credential }) => credential) };
    const entry = authorUserRekey(placing, rekeying, newSeed);
    const accounts: KeysBody['accounts'] = [];
    for (const [accountId, previous] of this.accountSeeds) {
      accounts.push(await this.#rekeyIn(accountId, previous, newSeed));
    }
    const { version } = await this.who.api.call(endpoints.ownState, {});
    const marks: KeysBody['marks'] = [];
    for (const accountId of this.accountSeeds.keys()) {
      const present = await this.who.api.call(endpoints.marks, {
        params: { accountId },
        query: { known: 0 },
      });
      if (present.version > 0)
        marks.push({ accountId, version: present.version + 1, marks: anchorBytesOf() });
    }
    const kept = [...placing.state.credentials.keys()].filter((id) => !withdrawn.includes(id));
    const body = {
      entry: encodeBase64url(entry),
      kept: kept.map((credentialId) => ({ credentialId, seal: sealBytesOf() })),
      added: added.map((wayIn) => wayIn.added),
      accounts,
      ownState: { version: version + 1, state: anchorBytesOf() },
      marks,
    };
    return { body, newSeed };
  }

  async #rekeyIn(accountId: AccountId, previous: AccountSeed, newSeed: UserSeed) {
    const { state } = await this.who.stateOf(accountId);
    const { userId } = this.who;
    const keys = { signingKey: signingPublicKey(newSeed), receivingKey: receivingPublicKey(newSeed) };
    const member = state.members.get(userId);
    if (!member) throw new Error('no member');
    const readers = { ...state, members: state.members.set(userId, { ...member, ...keys }) };
    const nowMs = Date.now();
    const { part, seals, chainBack } = newSeedFor({ state, readers, previous, nowMs });
    const authoring = { state, author: { userId, seed: this.userSeed }, nowMs };
    const entry = encodeBase64url(authorRekey(authoring, keys, part, newSeed));
    return { accountId, entry, seals, chainBack };
  }

  async replace(body: KeysBody): Promise<void> {
    await this.who.api.call(endpoints.replaceKeys, { body });
  }
}

/** Signs in as a kit or a device does. */
export async function keyLogin(
  api: ApiClient,
  { credential: { credentialId }, seed }: Pick<TestWayIn, 'credential' | 'seed'>,
): Promise<ReplyOf<typeof endpoints.keyLogin>> {
  const { challenge } = await api.call(endpoints.keyChallenge, { body: { credentialId } });
  return finishKeyLogin(api, { credentialId, challenge, seed });
}

export async function finishKeyLogin(
  api: ApiClient,
  answering: {
    readonly credentialId: CredentialId;
    readonly challenge: string;
    readonly seed: CredentialSeed;
  },
): Promise<ReplyOf<typeof endpoints.keyLogin>> {
  const { credentialId, challenge, seed } = answering;
  const signature = signCredentialChallenge({ credentialId, challenge: parseBase64url(challenge) }, seed);
  const body = { credentialId, challenge, signature: encodeBase64url(signature) };
  return api.call(endpoints.keyLogin, { body });
}

export async function userLogOf(api: ApiClient): Promise<UserLog> {
  const { entries } = await api.call(endpoints.userLog, { query: {} });
  return UserLog.verify(entries.map(parseBase64url));
}
