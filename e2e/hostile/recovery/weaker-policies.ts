import type { UserId } from '@commonseal/protocol';
import type { AccountState } from '@commonseal/account-log';
import type { UserSeed } from '@commonseal/crypto/seal';
import { askFor } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { forgeReset } from '../forged-reset.ts';
import { anyPolicy } from '../mutations/any-policy/mutation.ts';
import { statedPolicy } from '../mutations/stated-policy/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import type { Stage } from '../stage.ts';
import { behind, makeStranger } from '../stranger.ts';
import { keysOf, letIn, teammate } from '../teammate.ts';
import { asAnyMember, showForgery } from './forged-approvals.ts';

const weaker = { vouchers: 'members', approvals: 1 } as const;

/** Owners alone may let somebody back in. Eve, who is none, works with the server, and somebody else has asked in Ben's name. */
async function begin(stage: Stage) {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  const intruder = await askFor(stage, ben);
  return { anna, intruder, session: await keysOf(stage, eve) };
}

async function besideLog(stage: Stage): Promise<Outcome> {
  const { anna, intruder, session } = await begin(stage);
  const forged = await forgeReset(session, intruder.signed, asAnyMember);
  stage.hostile.alter('loginFinish', (reply) => ({ ...reply, beside: { policy: weaker } }));
  return showForgery(stage, anna, forged);
}

interface Signer {
  readonly userId: UserId;
  readonly seed: UserSeed;
}

/** A policy stands in the log, as somebody has signed it, and Eve goes by it. The request has seen it. */
async function inLog(stage: Stage, signerOf: (begun: Begun) => Promise<Signer>): Promise<Outcome> {
  const begun = await begin(stage);
  const { anna, intruder, session } = begun;
  const { authorPolicy, signResetRequest } = await import('@commonseal/account-log/author');
  const { parseResetRequest } = await import('@commonseal/account-log');
  const { state } = session.log;
  const nowMs = Math.max(Date.now(), state.timeMs);
  const policy = authorPolicy({ state, author: await signerOf(begun), nowMs }, weaker);
  const after = await behind(state, policy);
  const request = { ...intruder.signed.request, head: after.head };
  const signed = parseResetRequest(signResetRequest(request, intruder.seed));
  const { seriesOf } = await import('../../../packages/account-log/src/account/table.ts');
  const power = { since: after.head.sequence, hashes: seriesOf([after.head.hash]) };
  const bend = (real: AccountState) => ({ ...asAnyMember(real), power });
  const forged = await forgeReset(session, signed, bend, after);
  return showForgery(stage, anna, forged, [policy]);
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** Eve's own. */
async function eves({ session }: Begun): Promise<Signer> {
  return { userId: session.userId, seed: session.person.userSeed };
}

/** Said to be Anna's. */
async function nobodys({ anna }: Begun): Promise<Signer> {
  return { userId: anna.userId, seed: (await makeStranger()).seed };
}

const what = 'states a weaker policy';
const notAllowed = /something that is not allowed/;

export const policiesBesideLog: Attack = {
  row: 'A5',
  what,
  mutation: statedPolicy,
  attempts: [{ name: 'beside the log', refusal: /not in the expected form/, run: besideLog }],
};

export const policiesOfMembers: Attack = {
  row: 'A5',
  what,
  mutation: anyPolicy,
  attempts: [{ name: 'in the log, by a member', refusal: notAllowed, run: (stage) => inLog(stage, eves) }],
};

export const policiesOfNobody: Attack = {
  row: 'A5',
  what,
  mutation: unsigned,
  attempts: [
    { name: "in the log, in an owner's name", refusal: notAllowed, run: (stage) => inLog(stage, nobodys) },
  ],
};
