import type { Attack, Outcome } from '../attack.ts';
import { type Forger, craftBatch, makeForger, readLog, showBatch } from '../crafted-batch.ts';
import { endlessChains } from '../mutations/endless-chains/mutation.ts';
import { enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';

/**
 * A source is withdrawn, and goes on with its old key, as if it had been before that.
 * @param source what it is called
 */
async function goOn(
  stage: Stage,
  anna: Teammate,
  {
    forger,
    source,
    end,
  }: { readonly forger: Forger; readonly source: string; readonly end: () => Promise<void> },
): Promise<Outcome> {
  const accountId = await accountIdOf(anna);
  const log = await readLog(stage, accountId);
  await end();
  const title = 'Since I left.txt';
  const text = 'They asked me to tell you this.';
  await showBatch(stage.hostile, await craftBatch({ log, forger, title, text }));
  const { page, told } = await enterOnNewDevice(stage, anna);
  const row = rowOf(page, title).filter({ hasText: source });
  const isShown = (await row.count()) > 0;
  return { gained: isShown ? `shown as content: ${await row.innerText()}` : undefined, told };
}

async function afterWithdrawal(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const forger = await makeForger();
  const { pairingLine, writerId } = forger;
  await anna.vault.enrolConnector({ pairingLine, name: 'Leaky feed' });
  const end = () => anna.vault.withdrawSource(writerId);
  return goOn(stage, anna, { forger, source: 'Leaky feed', end });
}

async function afterRemoval(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const mallory = await letIn(stage, anna);
  const forger = await makeForger();
  const session = await keysOf(stage, mallory);
  const { admitWriter } = await import('../../../packages/vault/src/account/sources.ts');
  const device = { writerId: forger.writerId, kind: 'device', name: 'Old laptop' } as const;
  await session.append((own) => admitWriter(own, device));
  const end = () => anna.vault.removeMember(mallory.userId);
  return goOn(stage, anna, { forger, source: 'Old laptop', end });
}

export const continuedChains: Attack = {
  row: 'B9',
  what: "extends a removed member's or withdrawn connector's chain from before the removal",
  mutation: endlessChains,
  attempts: [
    { name: 'of a withdrawn connector', refusal: /Leaky feed.*refused the delivery/s, run: afterWithdrawal },
    { name: "of a removed member's device", refusal: /Old laptop.*refused the delivery/s, run: afterRemoval },
  ],
};
