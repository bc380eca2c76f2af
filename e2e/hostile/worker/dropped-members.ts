import type { Attack, Outcome } from '../attack.ts';
import { showEpochFor } from '../membership/added-recipients.ts';
import { anyRecipients } from '../mutations/any-recipients/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { letIn, teammate } from '../teammate.ts';
import { bringSomethingIn } from '../under-attack.ts';

/** A member who works with the server makes a new account key for all but Ben. Does Anna work under it? */
async function shutOut(stage: Stage): Promise<Outcome> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { parseManifest } = await import('@commonseal/account-log');
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna);
  const eve = await letIn(stage, anna);
  const { sealFor } = await showEpochFor(stage, { anna, eve }, (all) =>
    all.filter(({ recipient }) => recipient.id !== ben.userId),
  );
  const { page, told } = await enterOnNewDevice(stage, anna);
  if (told === '') await bringSomethingIn(stage, page);
  const epochs = stage.hostile.remembered('commitBatch').map(({ body }) => {
    const { manifest } = JSON.parse(body.toString('utf8')) as { manifest: string };
    return parseManifest(parseBase64url(manifest)).manifest.epoch;
  });
  const isShutOut = epochs.includes(1) && sealFor(ben.userId) === '';
  return {
    gained: isShutOut ? 'Ben, who is a member, was given no key of what Anna has brought in' : undefined,
    told,
  };
}

export const droppedMembers: Attack = {
  row: 'C1',
  what: 'adds a recipient during a rotation, or drops one',
  mutation: anyRecipients,
  attempts: [
    {
      name: 'by leaving a member out, with the help of another one',
      refusal: /something that is not allowed/,
      run: shutOut,
    },
  ],
};
