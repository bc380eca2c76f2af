import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { anybodysName } from '../mutations/anybodys-name/mutation.ts';
import { listedAccounts } from '../mutations/listed-accounts/mutation.ts';
import { enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { storedUserLog } from '../stored-user-log.ts';
import { craftJoin, makeStranger } from '../stranger.ts';
import { type Teammate, accountIdOf, importInNode, invite, keysOf, teammate } from '../teammate.ts';
import { bringSomethingIn, isSecret } from '../under-attack.ts';

/** Lies in the trap. */
const planted = 'New account number.txt';

/**
 * An account of the attacker's, called like the victim's company, in whose log the victim has joined: every entry of it is
 * signed as it must be, by keys that the attacker has made for them.
 * @returns what opens its content, and its newest entry
 */
async function layTrap(stage: Stage, victim: Teammate) {
  const { encodeBase64url, parseInviteLink } = await import('@commonseal/protocol');
  const { AccountLog } = await import('@commonseal/account-log');
  const { accountSeedContext, sealSecret, secretOf } = await import('@commonseal/crypto/seal');
  const attacker = await teammate(stage, true);
  const accountId = await accountIdOf(attacker);
  await importInNode(attacker, planted, 'Please pay to the following account from now on.');
  const content = stage.hostile.remembered('batches').at(-1)?.answer;
  if (!content) throw new Error('the attacker has not seen what they delivered');
  const { seed: linkSeed } = parseInviteLink((await invite(attacker)).link);
  const entries = await storedEntries(stage, accountId);
  const { state } = AccountLog.verify(entries);
  const { receivingKey } = (await storedUserLog(stage, victim)).state;
  const puppet = { ...(await makeStranger()), userId: victim.userId, receivingKey };
  const join = await craftJoin(state, secretOf(linkSeed), puppet, victim.email);
  const log = AccountLog.verify([...entries, join]);
  const seed = (await keysOf(stage, attacker)).currentSeed();
  const recipient = { kind: 'member', id: victim.userId } as const;
  const seal = sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch: 0, recipient }));
  await showLog(stage, accountId, [...entries, join], {
    seals: [{ epoch: 0, seal: encodeBase64url(seal) }],
  });
  stage.hostile.meddle('batches', async ({ params, query }, forward) =>
    params['accountId'] === accountId && query.get('after') === '0' ? content : forward(),
  );
  return { accountId, head: log.head, seeds: new Map([[0, seed]]) };
}

type Trap = Awaited<ReturnType<typeof layTrap>>;

/** Somebody who has signed up, and is about to be invited somewhere. */
async function lure(stage: Stage, tell: (victim: Teammate, trap: Trap) => Promise<void>) {
  const victim = await teammate(stage);
  const trap = await layTrap(stage, victim);
  await tell(victim, trap);
  return { trap, ...(await enterOnNewDevice(stage, victim)) };
}

/** The victim brings something in. */
async function inOwnLog(stage: Stage): Promise<Outcome> {
  const { page, told, trap } = await lure(stage, async (victim, { accountId, head }) => {
    const { encodeBase64url } = await import('@commonseal/protocol');
    const { authorAccountJoined } = await import('@commonseal/account-log/author');
    const { state } = await storedUserLog(stage, victim);
    const { seed } = await makeStranger();
    const entry = authorAccountJoined(state, { accountId, head }, seed, Math.max(Date.now(), state.timeMs));
    stage.hostile.alter('userLog', ({ entries }) => ({ entries: [...entries, encodeBase64url(entry)] }));
  });
  if (told === '') await bringSomethingIn(stage, page);
  const read = await readWith(stage.hostile, trap.accountId, trap.seeds);
  return { gained: asGain('whoever made the account', read.filter(isSecret)), told };
}

/** The victim reads what lies there. */
async function besideLog(stage: Stage): Promise<Outcome> {
  const { page, told } = await lure(stage, async (_victim, { accountId, head }) => {
    const { encodeBase64url } = await import('@commonseal/protocol');
    const accounts = [{ accountId, sequence: head.sequence, hash: encodeBase64url(head.hash) }];
    stage.hostile.alter('loginFinish', (reply) => ({ ...reply, beside: { accounts } }));
  });
  const isShown = (await rowOf(page, planted).count()) > 0;
  return {
    gained: isShown ? `shown as the company's: ${await rowOf(page, planted).innerText()}` : undefined,
    told,
  };
}

const what = 'puts the user into an account that they never joined';

export const joinedForThem: Attack = {
  row: 'B6',
  what,
  mutation: anybodysName,
  attempts: [{ name: "in the person's own log", refusal: /something that is not allowed/, run: inOwnLog }],
};

export const listedForThem: Attack = {
  row: 'B6',
  what,
  mutation: listedAccounts,
  attempts: [{ name: 'with the answer to signing in', refusal: /not in the expected form/, run: besideLog }],
};
