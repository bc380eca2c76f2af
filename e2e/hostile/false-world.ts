import type { AccountId, UserId } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import type { Head } from '@commonseal/account-log';
import type { CredentialSeed, UserSeed } from '@commonseal/crypto/seal';
import type { Person as UnlockedPerson } from '../../packages/vault/src/session/person.ts';
import { Answer } from './answer.ts';
import type { HeldSeeds } from './eavesdrop.ts';
import { showLog } from './false-log.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import { storedUserLog } from './stored-user-log.ts';
import { openAccountSeal } from './stranger.ts';

/** The way in that a person's password is, as their own log has it for everybody to see. */
export async function passwordOf(stage: Stage, person: Pick<Person, 'email'>) {
  const { state } = await storedUserLog(stage, person);
  const password = [...state.credentials.values()].find(({ kind }) => kind === 'password');
  if (!password) throw new Error('nobody has registered a password');
  return { ...password, userId: state.userId, generation: state.generation };
}

/** A user seed that whoever lies has made, sealed to a password for its place in a person's log. */
export async function sealTo(
  { receivingKey, credentialId }: Awaited<ReturnType<typeof passwordOf>>,
  seed: UserSeed,
  place: { readonly userId: UserId; readonly generation: number },
): Promise<string> {
  const { sealSecret, userSeedContext } = await import('@commonseal/crypto/seal');
  const { encodeBase64url } = await import('@commonseal/protocol');
  return encodeBase64url(sealSecret(seed, receivingKey, userSeedContext({ ...place, credentialId })));
}

/** Own state that whoever knows the seed has written. */
export async function ownStateUnder(seed: UserSeed, userId: UserId, version: number): Promise<string> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { deriveBoxKey, encryptBox, ownStateContext } = await import('@commonseal/crypto/seal');
  const { encodePadded } = await import('../../packages/account-log/src/padded-frame.ts');
  const { encodeOwnState } = await import('../../packages/vault/src/session/own-state.ts');
  const padded = encodePadded(encodeOwnState(new Map()));
  const key = deriveBoxKey(seed, 'ownStateKey');
  return encodeBase64url(encryptBox(padded, key, ownStateContext({ userId, version })));
}

export interface FalseWorld {
  readonly userId: UserId;
  readonly userHead: Head;
  readonly accountId: AccountId;
  readonly accountHead: Head;
  /** What the attacker can open with. */
  readonly seeds: HeldSeeds;
}

/**
 * Whoever signs in with the victim's password is shown another person's log, signed by keys of the attacker's making, with
 * the victim's own password as its way in, and in it an account that is called like the victim's.
 * @param forgeAnchor what is handed out in place of the anchor; the true one when left out
 */
export async function layFalseWorld(
  stage: Stage,
  victim: Person,
  forgeAnchor: (anchor: string, world: FalseWorld) => string = (anchor) => anchor,
): Promise<FalseWorld> {
  const { encodeBase64url, parseBase64url } = await import('@commonseal/protocol');
  const { UserLog } = await import('@commonseal/account-log');
  const { authorUserGenesis } = await import('@commonseal/account-log/author');
  const sealing = await import('@commonseal/crypto/seal');
  const { beginAccount } = await import('../../packages/vault/src/account/begin-account.ts');
  const password = await passwordOf(stage, victim);
  const { credentialId, receivingKey: passwordKey } = password;
  const seed = sealing.generateUserSeed();
  const nowMs = Date.now();
  const genesis = authorUserGenesis(
    {
      signingKey: sealing.signingPublicKey(seed),
      receivingKey: sealing.receivingPublicKey(seed),
      credential: { credentialId, kind: 'password', receivingKey: passwordKey },
    },
    seed,
    nowMs,
  );
  const userLog = UserLog.verify([genesis]);
  const { userId } = userLog.state;
  // Of what a person is made of, beginning an account takes no more than this.
  const credentialSeed = seed as unknown as CredentialSeed;
  const puppet = {
    email: victim.email,
    userSeed: seed,
    userLog,
    credentialId,
    credentialSeed,
    accountHeads: new Map(),
  };
  const begun = beginAccount(puppet as unknown as UnlockedPerson, victim.accountName, nowMs);
  userLog.append(begun.joined.entry);
  const { accountId, head: accountHead } = begun;
  const { accountSeal } = begun.account;
  const accountSeed = await openAccountSeal(parseBase64url(accountSeal), seed, {
    accountId,
    epoch: 0,
    userId,
  });
  if (!accountSeed) throw new Error('the attacker cannot open an account of their own');
  const world: FalseWorld = {
    userId,
    userHead: userLog.head,
    accountId,
    accountHead,
    seeds: new Map([[0, accountSeed]]),
  };

  const seal = await sealTo(password, seed, { userId, generation: 0 });
  const { hostile } = stage;
  hostile.alter('loginFinish', (reply: ReplyOf<typeof endpoints.loginFinish>) =>
    'credential' in reply
      ? {
          userId,
          credential: {
            credentialId,
            seal,
            anchor: forgeAnchor(reply.credential.anchor, world),
          },
        }
      : reply,
  );
  const entries = [genesis, begun.joined.entry].map(encodeBase64url);
  hostile.meddle('userLog', async ({ query }) =>
    Answer.json({ entries: entries.slice(Number(query.get('after') ?? -1) + 1) }),
  );
  const state = await ownStateUnder(seed, userId, 1);
  hostile.meddle('ownState', async () => Answer.json({ version: 1, state }));
  for (const endpoint of ['putOwnState', 'putAnchor'] as const) {
    hostile.meddle(endpoint, async () => Answer.json({}));
  }
  await showLog(stage, accountId, [parseBase64url(begun.account.genesis)], {
    seals: [{ epoch: 0, seal: accountSeal }],
  });
  return world;
}
