import type { AccountId } from '@commonseal/protocol';
import type { ConnectorAttack, Outcome } from '../attack.ts';
import { leaveWithNextKey } from '../colluding-owner.ts';
import type { ConnectorStage } from '../connector/connector-stage.ts';
import { type HeldSeeds, asGain, readWith } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { dayMs } from '../keyholder/scene.ts';
import { agelessForConnectors } from '../mutations/ageless-for-connectors/mutation.ts';
import { anybodysKeyForConnectors } from '../mutations/anybodys-key-for-connectors/mutation.ts';
import { unpinnedForConnectors } from '../mutations/unpinned-for-connectors/mutation.ts';
import { unsignedForConnectors } from '../mutations/unsigned/mutation.ts';
import { makeStranger } from '../stranger.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { isSecret, secretText } from '../under-attack.ts';

/** A bank delivers to the account of Anna and Mallory. */
async function setBankScene(stage: ConnectorStage) {
  const anna = await teammate(stage, true, 'in Node alone');
  const mallory = await letIn(stage, anna, 'member', 'in Node alone');
  const accountId = await accountIdOf(anna);
  const bank = await stage.enrolConnector(anna);
  let serverAheadMs = 0;
  stage.hostile.alter('writerSession', ({ expiresAtMs, ...rest }) => ({
    ...rest,
    expiresAtMs: expiresAtMs + serverAheadMs,
  }));
  /** Of the bank's machine; the server goes with it. */
  const moveClock = async (aheadMs: number) => {
    serverAheadMs = aheadMs;
    await bank.moveClock(aheadMs);
  };
  return { anna, mallory, accountId, bank, moveClock, session: await keysOf(stage, mallory) };
}

/** Mallory is removed. She has the key of before, and the entries of before are there. */
async function removeMallory(stage: ConnectorStage) {
  const scene = await setBankScene(stage);
  const { anna, mallory, accountId, session } = scene;
  const before = await storedEntries(stage, accountId);
  await anna.vault.removeMember(mallory.userId);
  return { ...scene, before, held: new Map([[0, session.seeds.require(0)]]) };
}

async function outcomeOf(
  { hostile }: ConnectorStage,
  who: string,
  { accountId, held }: { readonly accountId: AccountId; readonly held: HeldSeeds },
  told: string,
): Promise<Outcome> {
  const read = await readWith(hostile, accountId, held);
  return { gained: asGain(who, read.filter(isSecret)), told };
}

const removed = 'Mallory, who was removed,';

/** The log of that day is shown every day. After a month the connector says something, and then delivers nothing. */
async function forMonths(stage: ConnectorStage): Promise<Outcome> {
  const { bank, before, moveClock, ...scene } = await removeMallory(stage);
  await showLog(stage, scene.accountId, before);
  await moveClock(40 * dayMs);
  const warned = await bank.push('harmless.txt', 'harmless');
  await moveClock(91 * dayMs);
  const told = await bank.push('secret.txt', secretText);
  return outcomeOf(stage, removed, scene, `${warned} ${told}`);
}

/** The server signs in Anna's name that it is still the log of today. */
async function withForgedWords(stage: ConnectorStage): Promise<Outcome> {
  const { Answer } = await import('../answer.ts');
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const { signHeadStatement } = await import('@commonseal/account-log/author');
  const { bank, before, anna, moveClock, ...scene } = await removeMallory(stage);
  await showLog(stage, scene.accountId, before);
  const ahead = 91 * dayMs;
  const { frame, entry } = parseAccountEntry(before.at(-1) ?? new Uint8Array());
  const head = { sequence: frame.sequence, hash: entry.hash };
  const said = { userId: anna.userId, head, timeMs: Date.now() + ahead };
  const { message, signature } = signHeadStatement(scene.accountId, said, (await makeStranger()).seed);
  const forged = { message: encodeBase64url(message), signature: encodeBase64url(signature) };
  stage.hostile.meddle('headStatements', async () => Answer.json({ statements: [forged] }));
  await moveClock(ahead);
  return outcomeOf(stage, removed, scene, await bank.push('secret.txt', secretText));
}

/** The connector has seen that Mallory was removed, and is shown the log of before when it is started the next time. */
async function fromBefore(stage: ConnectorStage): Promise<Outcome> {
  const { bank, before, ...scene } = await removeMallory(stage);
  await bank.push('harmless.txt', 'harmless');
  await showLog(stage, scene.accountId, before);
  return outcomeOf(stage, removed, scene, await bank.push('secret.txt', secretText));
}

/** Mallory leaves, and in leaving makes the next account key, which she knows. The server keeps Anna's client away. */
async function underLeaversKey(stage: ConnectorStage): Promise<Outcome> {
  const { bank, mallory, accountId, session } = await setBankScene(stage);
  const held = await leaveWithNextKey(session, mallory.userId);
  const told = await bank.push('secret.txt', secretText);
  return outcomeOf(stage, 'Mallory, who has left,', { accountId, held }, told);
}

const frozen = {
  row: 'C6',
  what: 'freezes the log for a connector, so that it goes on under an old account key',
};
const old = { row: 'C2', what: 'presents an old account key as the current one' };

export const connectorsFrozenLogs: ConnectorAttack = {
  ...frozen,
  mutation: agelessForConnectors,
  attempts: [
    {
      name: 'for a connector, for three months',
      refusal: /Nothing more is delivered in 50 days[^]*so nothing is delivered until a member opens/,
      run: forMonths,
    },
  ],
};

export const connectorsForgedWords: ConnectorAttack = {
  ...frozen,
  mutation: unsignedForConnectors,
  attempts: [
    {
      name: "for a connector, with a sign of life in an owner's name",
      refusal: /in the name of a member that this member has not signed/,
      run: withForgedWords,
    },
  ],
};

export const connectorsOldLogs: ConnectorAttack = {
  ...old,
  mutation: unpinnedForConnectors,
  attempts: [
    {
      name: 'to a connector, with the log of before',
      refusal: /older or another history/,
      run: fromBefore,
    },
  ],
};

export const connectorsLeaversKeys: ConnectorAttack = {
  ...old,
  mutation: anybodysKeyForConnectors,
  attempts: [
    {
      name: 'to a connector, by one who has made it in leaving',
      refusal: /Somebody has left the account and knows its present key/,
      run: underLeaversKey,
    },
  ],
};
