import type { AccountState } from '@commonseal/account-log';
import type { UserId } from '@commonseal/protocol';
import type { UserSeed } from '@commonseal/crypto/seal';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedToWorker } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { dayMs } from '../keyholder/scene.ts';
import { anybodyGrants } from '../mutations/anybody-grants/mutation.ts';
import { toldWorkers } from '../mutations/told-workers/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { makeStranger } from '../stranger.ts';
import { type Teammate, accountIdOf, importInNode, keysOf, letIn, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';

async function newGhost() {
  return (await import('../../fixtures/workers.ts')).newWorker();
}
type Ghost = Awaited<ReturnType<typeof newGhost>>;

/** Lets a worker of the server read everything, in the name of whoever is said to be its author. */
async function grantTo(
  state: AccountState,
  { keys }: Ghost,
  author: { readonly userId: UserId; readonly seed: UserSeed },
): Promise<Uint8Array> {
  const { authorGrant } = await import('@commonseal/account-log/author');
  const { nameBoxBytes } = await import('@commonseal/account-log');
  const nowMs = Math.max(Date.now(), state.timeMs);
  const terms = { kind: 'standing', writerIds: undefined } as const;
  const nameBox = new Uint8Array(nameBoxBytes);
  return authorGrant({ state, author, nowMs }, { ...keys, nameBox, expiresAtMs: nowMs + 30 * dayMs, terms });
}

/** Anna comes by. Does her page hand the account's key to the ghost? */
async function lookAs(stage: Stage, anna: Teammate, ghost: Ghost): Promise<Outcome> {
  const { hostile } = stage;
  const accountId = await accountIdOf(anna);
  const { told } = await enterOnNewDevice(stage, anna);
  const read = await readWith(hostile, accountId, await seedsHandedToWorker(hostile, accountId, ghost));
  return { gained: asGain('a worker to which nobody has granted anything', read), told };
}

async function showGrantBy(
  stage: Stage,
  anna: Teammate,
  author: { readonly userId: UserId; readonly seed: UserSeed },
): Promise<Outcome> {
  const { AccountLog } = await import('@commonseal/account-log');
  const accountId = await accountIdOf(anna);
  const ghost = await newGhost();
  const entries = await storedEntries(stage, accountId);
  const { state } = AccountLog.verify(entries);
  await showLog(stage, accountId, [...entries, await grantTo(state, ghost, author)]);
  return lookAs(stage, anna, ghost);
}

async function inAnOwnersName(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  await importInNode(anna, 'secret.txt', secretText);
  const { seed } = await makeStranger();
  return showGrantBy(stage, anna, { userId: anna.userId, seed });
}

async function byAMember(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const eve = await letIn(stage, anna);
  await importInNode(anna, 'secret.txt', secretText);
  const { person } = await keysOf(stage, eve);
  return showGrantBy(stage, anna, { userId: eve.userId, seed: person.userSeed });
}

/** A row in the server's own table, and word of it beside the log. */
async function inTables(stage: Stage): Promise<Outcome> {
  const { hostile, database } = stage;
  const { WorkerId, encodeBase64url } = await import('@commonseal/protocol');
  const anna = await teammate(stage, true);
  await importInNode(anna, 'secret.txt', secretText);
  const ghost = await newGhost();
  const { workerId } = ghost;
  await database.query(
    `insert into account_grants (account_id, grant_sequence, worker_id, expires_at_ms, ended)
     values ($1, 1, $2, $3, false)`,
    [Buffer.from(await accountIdOf(anna), 'base64url'), WorkerId.toBytes(workerId), Date.now() + 30 * dayMs],
  );
  const receivingKey = encodeBase64url(ghost.keys.receivingKey);
  hostile.alter('accountLog', (reply) => ({ ...reply, beside: { workers: [{ workerId, receivingKey }] } }));
  return lookAs(stage, anna, ghost);
}

const row = 'C4';
const what = 'sets a grant by itself';
const notAllowed = /something that is not allowed/;

export const grantsInTables: Attack = {
  row,
  what,
  mutation: toldWorkers,
  attempts: [
    { name: 'in its own tables, told beside the log', refusal: /not in the expected form/, run: inTables },
  ],
};

export const forgedGrants: Attack = {
  row,
  what,
  mutation: unsigned,
  attempts: [{ name: "in an owner's name, shown to members", refusal: notAllowed, run: inAnOwnersName }],
};

export const grantsByMembers: Attack = {
  row,
  what,
  mutation: anybodyGrants,
  attempts: [{ name: 'with the help of a member who is no owner', refusal: notAllowed, run: byAMember }],
};
