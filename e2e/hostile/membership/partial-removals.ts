import type { Attack, Outcome } from '../attack.ts';
import { signBareRemoval } from '../colluding-owner.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { inParts } from '../mutations/in-parts/mutation.ts';
import { servedEpoch } from '../mutations/served-epoch/mutation.ts';
import { unsignedInParts } from '../mutations/unsigned-in-parts/mutation.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { goOnAs } from '../under-attack.ts';

async function gather(stage: Stage) {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna);
  const eve = await letIn(stage, anna, 'owner');
  const mallory = await letIn(stage, anna);
  await ben.vault.sync();
  const accountId = await accountIdOf(anna);
  const { seeds } = await keysOf(stage, mallory);
  const held = new Map([[0, seeds.require(0)]]);
  return {
    anna,
    ben,
    eve,
    mallory,
    accountId,
    spy: { name: 'Mallory, who was removed,', accountId, seeds: async () => held },
  };
}

/** An owner who works with the server signs it in that form. */
async function signedWithoutKey(stage: Stage): Promise<Outcome> {
  const { ben, eve, mallory, accountId, spy } = await gather(stage);
  const session = await keysOf(stage, eve);
  const entries = await storedEntries(stage, accountId);
  await showLog(stage, accountId, [...entries, await signBareRemoval(session, mallory.userId)]);
  return goOnAs(stage, ben, spy);
}

/** What an honest owner has signed is cut. */
async function keyCutOff(stage: Stage): Promise<Outcome> {
  const { anna, ben, mallory, accountId, spy } = await gather(stage);
  await anna.vault.removeMember(mallory.userId);
  const entries = await storedEntries(stage, accountId);
  const removal = await withoutEpoch(entries.at(-1) ?? new Uint8Array());
  await showLog(stage, accountId, [...entries.slice(0, -1), removal]);
  return goOnAs(stage, ben, spy);
}

/** The entry ends with the flag that says whether a new account key follows, and the key. */
async function withoutEpoch(removal: Uint8Array): Promise<Uint8Array> {
  const { ByteReader, ByteWriter, maxEntryBytes } = await import('@commonseal/protocol');
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const { part } = parseAccountEntry(removal);
  if (!part) throw new Error('the newest entry brings no account key');
  const reader = new ByteReader(removal, 'removal');
  const body = Buffer.from(reader.sized(maxEntryBytes));
  const signatures = reader.rest();
  const partStartsAt = body.indexOf(part.ingestKey) - 4;
  const flagAt = partStartsAt - 1;
  const cut = Buffer.concat([body.subarray(0, flagAt), Buffer.of(0)]);
  return new ByteWriter().sized(new Uint8Array(cut)).bytes(signatures).finish();
}

/** The removal is whole, and half of those who remain get nothing of what came with it. */
async function sealKeptBack(stage: Stage): Promise<Outcome> {
  const { anna, ben, mallory, spy } = await gather(stage);
  await anna.vault.removeMember(mallory.userId);
  stage.hostile.alter('epochSeals', ({ seals, chainBacks }, { userId }) => ({
    seals: seals.filter(({ epoch }) => userId !== ben.userId || epoch === 0),
    chainBacks,
  }));
  return goOnAs(stage, ben, spy);
}

const what = 'stores the removal and drops the new key, or half of the seals';
const notAllowed = /something that is not allowed/;

export const bareRemovals: Attack = {
  row: 'B10',
  what,
  mutation: inParts,
  attempts: [{ name: 'with a former friend among the owners', refusal: notAllowed, run: signedWithoutKey }],
};

export const cutRemovals: Attack = {
  row: 'B10',
  what,
  mutation: unsignedInParts,
  attempts: [{ name: 'the key cut off from what was signed', refusal: notAllowed, run: keyCutOff }],
};

export const halfOfTheSeals: Attack = {
  row: 'B10',
  what,
  mutation: servedEpoch,
  attempts: [
    { name: 'a seal kept back', refusal: /A key is not the one that was signed for/, run: sealKeptBack },
  ],
};
