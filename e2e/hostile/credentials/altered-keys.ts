import type { UserId } from '@commonseal/protocol';
import type { ReplyOf, endpoints } from '@commonseal/protocol/api';
import type { UserSeed } from '@commonseal/crypto/seal';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { type FalseWorld, layFalseWorld, passwordOf, sealTo } from '../false-world.ts';
import { flipBit, flipBitOfText } from '../flip-bit.ts';
import { alteredKeys } from '../mutations/altered-keys/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { storedUserLog } from '../stored-user-log.ts';
import { type Teammate, accountIdOf, keysOf, teammate } from '../teammate.ts';
import { bringSomethingIn, isSecret } from '../under-attack.ts';

type LoginReply = ReplyOf<typeof endpoints.loginFinish>;
type Sealed = Extract<LoginReply, { credential: unknown }>['credential'];

function alterCredential({ hostile }: Stage, alter: (credential: Sealed) => Sealed): void {
  hostile.alter('loginFinish', (reply) =>
    'credential' in reply ? { ...reply, credential: alter(reply.credential) } : reply,
  );
}

/** Before the sealed key: prefix, KEM ciphertext, commitment. */
const sealedKeyAt = 6 + 1120 + 32;

/** The victim unlocks elsewhere; what their client writes from then on is tried with the key that the server gave it. */
async function unlockUnder(stage: Stage, victim: Teammate, seed: UserSeed, whose: string): Promise<Outcome> {
  const { told } = await enterOnNewDevice(stage, victim);
  const isTaken = await hasWrittenUnder(stage, victim.userId, seed);
  return {
    gained: isTaken ? `what the person's devices remember is kept under ${whose}` : undefined,
    told,
  };
}

async function hasWrittenUnder({ hostile }: Stage, userId: UserId, seed: UserSeed): Promise<boolean> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { decryptBox } = await import('@commonseal/crypto/open');
  const { deriveBoxKey, ownStateContext } = await import('@commonseal/crypto/seal');
  const key = deriveBoxKey(seed, 'ownStateKey');
  return hostile.remembered('putOwnState').some(({ body }) => {
    const { version, state } = JSON.parse(body.toString('utf8')) as { version: number; state: string };
    try {
      decryptBox(parseBase64url(state), key, ownStateContext({ userId, version }));
      return true;
    } catch {
      return false;
    }
  });
}

async function flipSealedKey(stage: Stage): Promise<Outcome> {
  const victim = await teammate(stage, true);
  const { userSeed } = (await keysOf(stage, victim)).person;
  const { secretOf } = await import('@commonseal/crypto/seal');
  const flipped = secretOf<UserSeed>(flipBit(userSeed, 0, 0));
  alterCredential(stage, (credential) => ({
    ...credential,
    seal: flipBitOfText(credential.seal, 'base64url', sealedKeyAt, 0),
  }));
  return unlockUnder(stage, victim, flipped, 'a key that the server has altered');
}

/** Anybody can seal to a public key. */
async function sealOwnKey(stage: Stage): Promise<Outcome> {
  const { generateUserSeed } = await import('@commonseal/crypto/seal');
  const victim = await teammate(stage, true);
  const seed = generateUserSeed();
  const password = await passwordOf(stage, victim);
  const seal = await sealTo(password, seed, password);
  alterCredential(stage, (credential) => ({ ...credential, seal }));
  return unlockUnder(stage, victim, seed, "a key of the server's own");
}

/** Whoever knows what lies in an anchor can make of it what they like, if nobody looks at its tag. */
async function rewriteAnchor(stage: Stage): Promise<Outcome> {
  const { encodeAnchor } = await import('@commonseal/account-log');
  const victim = await teammate(stage, true);
  const accountId = await accountIdOf(victim);
  const known = await storedUserLog(stage, victim);
  const joined = known.state.accounts.get(accountId);
  if (!joined) throw new Error('the victim has no account');
  const old = encodeAnchor({
    userId: victim.userId,
    userHead: known.head,
    accounts: new Map([[accountId, joined]]),
  });
  const world = await layFalseWorld(stage, victim, (anchor, false_: FalseWorld) => {
    const { userId, userHead, accountHead } = false_;
    const wanted = encodeAnchor({
      userId,
      userHead,
      accounts: new Map([[false_.accountId, accountHead]]),
    });
    return withPlaintext(anchor, old, wanted);
  });
  const { page, told } = await enterOnNewDevice(stage, victim);
  if (told === '') await bringSomethingIn(stage, page);
  const read = await readWith(stage.hostile, world.accountId, world.seeds);
  return { gained: asGain('whoever made the world', read.filter(isSecret)), told };
}

/** Before what an anchor says: prefix, salt, commitment. */
const anchorTextAt = 6 + 32 + 32;

function withPlaintext(box: string, old: Uint8Array, wanted: Uint8Array): string {
  if (old.length !== wanted.length) throw new RangeError('another length');
  const bytes = Buffer.from(box, 'base64url');
  for (const [at, byte] of old.entries()) {
    const place = anchorTextAt + at;
    bytes[place] = (bytes[place] ?? 0) ^ byte ^ (wanted[at] ?? 0);
  }
  return bytes.toString('base64url');
}

export const alteredSealedKeys: Attack = {
  row: 'D4',
  what: 'flips bits in, or swaps, sealed keys of credentials',
  mutation: alteredKeys,
  attempts: [
    { name: 'a bit of the sealed key', refusal: /could not be opened/, run: flipSealedKey },
    {
      name: 'a sealed key of its own in its place',
      refusal: /not the one that was signed for/,
      run: sealOwnKey,
    },
    {
      name: 'the bits by which an anchor names person and accounts',
      refusal: /not the account that you left/,
      run: rewriteAnchor,
    },
  ],
};
