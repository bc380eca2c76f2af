import { letBackIn } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { storedEntries } from '../false-log.ts';
import { forgeReset } from '../forged-reset.ts';
import { anyHead } from '../mutations/any-head/mutation.ts';
import { askOnPage, enterAndBringIn } from '../returning.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';

/**
 * Olga was an owner, and was removed. Later Ben asks, and Anna lets him in. The server shows him the log as it was before Olga's
 * removal, and behind it another `reset` for his very request, signed by her.
 */
async function byFormerOwner(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true, 'in Node alone');
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const olga = await letIn(stage, anna, 'owner', 'in Node alone');
  const accountId = await accountIdOf(anna);
  const session = await keysOf(stage, olga);
  const before = await storedEntries(stage, accountId);
  await anna.vault.removeMember(olga.userId);
  const asking = await askOnPage(stage, ben);
  const [signed] = asking.requests;
  if (!signed) throw new Error('nothing was asked');
  const { seriesOf } = await import('../../../packages/account-log/src/account/table.ts');
  const { head } = signed.request;
  const forged = await forgeReset(session, signed, (state) => ({
    ...state,
    head,
    power: { since: head.sequence, hashes: seriesOf([head.hash]) },
  }));
  await letBackIn(anna, signed);
  return enterAndBringIn(stage, asking, {
    entries: [...before, forged.entry],
    forged,
    name: 'an owner who was removed',
  });
}

export const forkedReturns: Attack = {
  row: 'A8',
  what: 'after an honest approval shows another log with another approval',
  mutation: anyHead,
  attempts: [
    {
      name: 'by an owner who was removed before',
      refusal: /something that is not allowed/,
      run: byFormerOwner,
    },
  ],
};
