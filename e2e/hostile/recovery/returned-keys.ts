import type { Attack, Outcome } from '../attack.ts';
import { letBackIn } from '../asking.ts';
import { readLog } from '../crafted-batch.ts';
import { anyReturnedSeed } from '../mutations/any-returned-seed/mutation.ts';
import { alertsOf } from '../person.ts';
import { askOnPage, typeTrueAnswer, goToContent } from '../returning.ts';
import type { Stage } from '../stage.ts';
import { letIn, teammate } from '../teammate.ts';
import { bringSomethingIn } from '../under-attack.ts';

/** Anna has let Ben back in; the key that the server hands him is of its own making. */
async function handToReturned(stage: Stage): Promise<Outcome> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const sealing = await import('@commonseal/crypto/seal');
  const anna = await teammate(stage, true, 'in Node alone');
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const { page, requests } = await askOnPage(stage, ben);
  const [signed] = requests;
  if (!signed) throw new Error('nothing was asked');
  await letBackIn(anna, signed);
  const { accountId, userId, receivingKey } = signed.request;
  const seed = sealing.generateAccountSeed();
  const recipient = { kind: 'member', id: userId } as const;
  const context = sealing.accountSeedContext({ accountId, epoch: 1, recipient });
  const seal = encodeBase64url(sealing.sealSecret(seed, receivingKey, context));
  stage.hostile.alter('epochSeals', (reply) => ({ ...reply, seals: [{ epoch: 1, seal }] }));
  await typeTrueAnswer(page, signed);
  const told = await goToContent(page);
  if (told === '') await bringSomethingIn(stage, page);
  const { decryptName } = await import('../../../packages/vault/src/account/names.ts');
  const { state } = await readLog(stage, accountId);
  const names = [...state.writers.values()].flatMap(({ nameBox }) => {
    try {
      return nameBox ? [decryptName('writer', nameBox, seed)] : [];
    } catch {
      return [];
    }
  });
  const gained =
    names.length > 0 ? `the name of Ben’s browser, read by the server: '${names.join()}'` : undefined;
  return { gained, told: told || (await alertsOf(page)) };
}

export const falseReturnedSeeds: Attack = {
  row: 'A4',
  what: 'hands whoever was let back in an account seed of its own making',
  mutation: anyReturnedSeed,
  attempts: [
    {
      name: 'in place of the new one',
      refusal: /A key is not the one that was signed for/,
      run: handToReturned,
    },
  ],
};
