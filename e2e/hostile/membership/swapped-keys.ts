import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedTo } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { directory } from '../mutations/directory/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import { alertsOf, enterOnNewDevice } from '../person.ts';
import { removeOnPage } from '../removal.ts';
import type { Stage } from '../stage.ts';
import { makeStranger } from '../stranger.ts';
import { accountIdOf, importInNode, joinAsNewcomer, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, secretText } from '../under-attack.ts';

const what = "swaps a member's public key while the account's key is being sealed";

/** Beside the log, the server says which key a person has. */
async function nameOtherKey({ hostile }: Stage, userId: string, receivingKey: Uint8Array): Promise<void> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const keys = { [userId]: encodeBase64url(receivingKey) };
  hostile.alter('accountLog', (reply) => ({ ...reply, beside: { keys } }));
}

async function forNewcomer(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  await importInNode(anna, 'secret.txt', secretText);
  const { userId } = await joinAsNewcomer(stage, anna);
  const { seed, receivingKey } = await makeStranger();
  await nameOtherKey(stage, userId, receivingKey);
  const { told } = await enterOnNewDevice(stage, anna);
  const seeds = await seedsHandedTo(hostile, accountId, { userId, seed });
  return { gained: asGain('the server', await readWith(hostile, accountId, seeds)), told };
}

async function inRotation(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  const { userId } = await letIn(stage, anna);
  const cid = await letIn(stage, anna);
  const { seed, receivingKey } = await makeStranger();
  const { page } = await enterOnNewDevice(stage, anna);
  await nameOtherKey(stage, userId, receivingKey);
  const toldThen = await removeOnPage(page, cid.email);
  if (toldThen === '') await bringSomethingIn(stage, page);
  const seeds = await seedsHandedTo(hostile, accountId, { userId, seed });
  const read = await readWith(hostile, accountId, seeds);
  return { gained: asGain('the server', read), told: toldThen || (await alertsOf(page)) };
}

/** The newcomer's own entry, with another key in it. */
async function inLog(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  await importInNode(anna, 'secret.txt', secretText);
  const { userId } = await joinAsNewcomer(stage, anna);
  const { seed, receivingKey } = await makeStranger();
  const entries = await storedEntries(stage, accountId);
  await showLog(stage, accountId, [...entries.slice(0, -1), await withKey(entries, receivingKey)]);
  const { told } = await enterOnNewDevice(stage, anna);
  const seeds = await seedsHandedTo(hostile, accountId, { userId, seed });
  return { gained: asGain('the server', await readWith(hostile, accountId, seeds)), told };
}

async function withKey(entries: readonly Uint8Array[], receivingKey: Uint8Array): Promise<Uint8Array> {
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const entry = Buffer.from(entries.at(-1) ?? new Uint8Array());
  const parsed = parseAccountEntry(entry);
  if (parsed.name !== 'join') throw new Error('the newest entry is no join');
  entry.set(receivingKey, entry.indexOf(parsed.matter.receivingKey));
  return new Uint8Array(entry);
}

const otherForm = /not in the expected form/;

export const swappedKeys: Attack = {
  row: 'B1',
  what,
  mutation: directory,
  attempts: [
    { name: 'of a newcomer, beside the log', refusal: otherForm, run: forNewcomer },
    { name: 'of a member during a rotation, beside the log', refusal: otherForm, run: inRotation },
  ],
};

export const swappedKeysInLog: Attack = {
  row: 'B1',
  what,
  mutation: unsigned,
  attempts: [{ name: 'of a newcomer, in the log', refusal: /something that is not allowed/, run: inLog }],
};
