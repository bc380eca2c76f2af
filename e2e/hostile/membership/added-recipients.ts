import type { EpochRecipient } from '@commonseal/account-log';
import type { Attack, Outcome } from '../attack.ts';
import { asRecipient } from '../colluding-owner.ts';
import { asGain, readWith, seedsHandedTo } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { anyRecipients } from '../mutations/any-recipients/mutation.ts';
import { suggestedRecipients } from '../mutations/suggested-recipients/mutation.ts';
import { alertsOf, enterOnNewDevice } from '../person.ts';
import { removeOnPage } from '../removal.ts';
import type { Stage } from '../stage.ts';
import { makeStranger, openAccountSeal } from '../stranger.ts';
import { type Teammate, accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, goOnAs } from '../under-attack.ts';

/** While an owner removes somebody, the server names one more who is to get the new key. */
async function named(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { encodeBase64url } = await import('@commonseal/protocol');
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  const cid = await letIn(stage, anna);
  const ghost = await makeStranger();
  const { page } = await enterOnNewDevice(stage, anna);
  const { userId } = ghost;
  const recipients = [{ userId, receivingKey: encodeBase64url(ghost.receivingKey) }];
  hostile.alter('accountLog', (reply) => ({ ...reply, beside: { recipients } }));
  // The real server would not take a seal that no entry names.
  hostile.meddle('appendEntry', ({ body }, forward) => {
    const { seals, ...rest } = JSON.parse(body.toString('utf8')) as { seals: readonly { id: string }[] };
    const others = seals.filter(({ id }) => id !== userId);
    return forward({ body: Buffer.from(JSON.stringify({ ...rest, seals: others })) });
  });
  const toldThen = await removeOnPage(page, cid.email);
  if (toldThen === '') await bringSomethingIn(stage, page);
  const seeds = await seedsHandedTo(hostile, accountId, ghost);
  const read = await readWith(hostile, accountId, seeds);
  return { gained: asGain('a ghost', read), told: toldThen || (await alertsOf(page)) };
}

/** A member who works with the server makes a new account key, for one more than those who are in the account. */
async function chosenByMember(stage: Stage): Promise<Outcome> {
  const anna = await teammate(stage, true);
  const eve = await letIn(stage, anna);
  const accountId = await accountIdOf(anna);
  const ghost = await makeStranger();
  const { sealFor } = await showEpochFor(stage, { anna, eve }, (all) => [...all, asRecipient(ghost)]);
  const { parseBase64url } = await import('@commonseal/protocol');
  const place = { accountId, epoch: 1, userId: ghost.userId };
  const seed = await openAccountSeal(parseBase64url(sealFor(ghost.userId)), ghost.seed, place);
  if (!seed) throw new Error('the ghost was to have a seal');
  const name = 'a ghost who is in no list';
  return goOnAs(stage, anna, { name, accountId, seeds: async () => new Map([[1, seed]]) });
}

/** Eve makes a new account key for whom she likes, and Anna is shown it. */
export async function showEpochFor(
  stage: Stage,
  { anna, eve }: { readonly anna: Teammate; readonly eve: Teammate },
  choose: (recipients: readonly EpochRecipient[]) => readonly EpochRecipient[],
) {
  const { recipientsOf } = await import('@commonseal/account-log');
  const { authorEpoch } = await import('@commonseal/account-log/author');
  const { makeEpoch } = await import('../../../packages/vault/src/account/new-epoch.ts');
  const session = await keysOf(stage, eve);
  const authoring = session.authoring();
  const recipients = choose(recipientsOf(authoring.state, authoring.nowMs));
  const { part, delivery } = makeEpoch(authoring.state, session.currentSeed(), recipients);
  const entry = authorEpoch(authoring, part);
  const sealFor = (wanted: string) => delivery.seals.find(({ id }) => id === wanted)?.seal ?? '';
  const { accountId } = session;
  await showLog(stage, accountId, [...(await storedEntries(stage, accountId)), entry], {
    seals: [{ epoch: 1, seal: sealFor(anna.userId) }],
    chainBacks: [{ epoch: 1, chainBack: delivery.chainBack ?? '' }],
  });
  return { sealFor };
}

const what = 'adds a recipient during a rotation';

export const suggestedReaders: Attack = {
  row: 'C1',
  what,
  mutation: suggestedRecipients,
  attempts: [{ name: 'beside the log', refusal: /not in the expected form/, run: named }],
};

export const chosenReaders: Attack = {
  row: 'C1',
  what,
  mutation: anyRecipients,
  attempts: [
    { name: 'with the help of a member', refusal: /something that is not allowed/, run: chosenByMember },
  ],
};
