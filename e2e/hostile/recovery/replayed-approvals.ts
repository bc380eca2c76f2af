import type { AccountState } from '@commonseal/account-log';
import { askFor, wordsOf } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { forgeReset } from '../forged-reset.ts';
import { keptVouches } from '../mutations/kept-vouches/mutation.ts';
import type { Stage } from '../stage.ts';
import { keysOf, letIn, teammate } from '../teammate.ts';
import { showForgery } from './forged-approvals.ts';

/**
 * Bob was taken in by a voice and has vouched for an intruder. An owner states the policy anew: that ends all that waits. Later
 * Eve, who may vouch, works with the server, and adds her own approval to his.
 */
async function addUp(stage: Stage): Promise<Outcome> {
  const { resetRequestName } = await import('@commonseal/account-log');
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const bob = await letIn(stage, anna, 'member', 'in Node alone');
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  await anna.vault.setResetPolicy({ vouchers: 'members', approvals: 2 });
  await bob.vault.sync();
  const intruder = await askFor(stage, ben);
  const name = resetRequestName(intruder.signed);
  const { words } = await wordsOf(intruder.signed);
  await bob.vault.checkResetWords(name, words.join(' '), ben.userId);
  await bob.vault.approveReset(name);
  await anna.vault.sync();
  await anna.vault.setResetPolicy({ vouchers: 'members', approvals: 3 });
  await anna.vault.setResetPolicy({ vouchers: 'members', approvals: 2 });
  const session = await keysOf(stage, eve);
  const { head } = session.log.state;
  const { seriesOf } = await import('../../../packages/account-log/src/account/table.ts');
  const { request } = intruder.signed;
  // As if nothing had come between: the request's own entry is the last that changed who may do what.
  const bend = (state: AccountState): AccountState => ({
    ...state,
    policy: { vouchers: 'members', approvals: 1 },
    power: {
      since: request.head.sequence,
      hashes: seriesOf(
        Array.from({ length: head.sequence - request.head.sequence + 1 }, () => request.head.hash),
      ),
    },
  });
  const forged = await forgeReset(session, intruder.signed, bend);
  return showForgery(stage, anna, forged);
}

export const replayedApprovals: Attack = {
  row: 'A8',
  what: 'adds an approval of before to one of now',
  mutation: keptVouches,
  attempts: [
    {
      name: 'a vouch from before the policy was stated anew',
      refusal: /something that is not allowed/,
      run: addUp,
    },
  ],
};
