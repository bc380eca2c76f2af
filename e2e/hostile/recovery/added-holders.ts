import { askFor, sayYes, typeHeard, wordsOf } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsSealedTo } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { anybodyMakesSets } from '../mutations/anybody-makes-sets/mutation.ts';
import { suggestedRecipients } from '../mutations/suggested-recipients/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import { alertsOf, enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { makeStrangeSet, makeStranger, openSealFor } from '../stranger.ts';
import { accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, goOnAs } from '../under-attack.ts';

const who = 'whoever has shares that nobody here has made';

/** While Anna lets Ben back in, the server names one more set of shares that the account's key is to be sealed to. */
async function besideLog(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const { encodeBase64url } = await import('@commonseal/protocol');
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const accountId = await accountIdOf(anna);
  const asker = await askFor(stage, ben);
  const { id, seed, receivingKey } = await makeStrangeSet();
  const breakGlass = { id, receivingKey: encodeBase64url(receivingKey) };
  const { page } = await enterOnNewDevice(stage, anna);
  hostile.alter('accountLog', (reply) => ({ ...reply, beside: { breakGlass } }));
  // The real server would not take a seal that no entry names.
  hostile.meddle('appendEntry', ({ body }, forward) => {
    const { seals, ...rest } = JSON.parse(body.toString('utf8')) as { seals: readonly { id: string }[] };
    const others = seals.filter((seal) => seal.id !== id);
    return forward({ body: Buffer.from(JSON.stringify({ ...rest, seals: others })) });
  });
  const toldThen = await typeHeard(page, ben, (await wordsOf(asker.signed)).words);
  const said = toldThen || (await sayYes(page, ben));
  if ((await alertsOf(page)) === '') await bringSomethingIn(stage, page);
  const seeds = await seedsSealedTo(hostile, accountId, { kind: 'breakGlass', id }, seed);
  return {
    gained: asGain(who, await readWith(hostile, accountId, seeds)),
    told: (await alertsOf(page)) || said,
  };
}

/** A set stands in the log, made by Eve, who is no owner, and works with the server. */
async function inLog(stage: Stage, isInOwnersName: boolean): Promise<Outcome> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { currentEpoch, recipientsOf } = await import('@commonseal/account-log');
  const { authorBreakGlass } = await import('@commonseal/account-log/author');
  const { generateAccountSeed } = await import('@commonseal/crypto/seal');
  const { encryptName } = await import('../../../packages/vault/src/account/names.ts');
  const { makeEpoch } = await import('../../../packages/vault/src/account/new-epoch.ts');
  const anna = await teammate(stage, true);
  const eve = await letIn(stage, anna, 'member', 'in Node alone');
  const accountId = await accountIdOf(anna);
  const session = await keysOf(stage, eve);
  const { id, seed: setSeed, receivingKey } = await makeStrangeSet();
  const { state } = session.log;
  const nowMs = Math.max(Date.now(), state.timeMs);
  const seed = generateAccountSeed();
  const recipient = { kind: 'breakGlass', id } as const;
  const recipients = [...recipientsOf(state, nowMs), { recipient, receivingKey }];
  const { part, delivery } = makeEpoch(state, session.currentSeed(), recipients, seed);
  const holders = ['Anna', 'Ben'].map((name) => encryptName('holder', name, seed));
  const author = isInOwnersName
    ? { userId: anna.userId, seed: (await makeStranger()).seed }
    : { userId: session.userId, seed: session.person.userSeed };
  const entry = authorBreakGlass({ state, author, nowMs }, { id, receivingKey, threshold: 2, holders }, part);
  const epoch = currentEpoch(state).epoch + 1;
  const sealFor = (wanted: string) => delivery.seals.find((seal) => seal.id === wanted)?.seal ?? '';
  await showLog(stage, accountId, [...(await storedEntries(stage, accountId)), entry], {
    seals: [{ epoch, seal: sealFor(anna.userId) }],
    chainBacks: [{ epoch, chainBack: delivery.chainBack ?? '' }],
  });
  return goOnAs(stage, anna, {
    name: who,
    accountId,
    seeds: async () => {
      const opened = await openSealFor(parseBase64url(sealFor(id)), setSeed, { accountId, epoch, recipient });
      return new Map(opened ? [[epoch, opened]] : []);
    },
  });
}

const what = 'lists one more break-glass set';
const notAllowed = /something that is not allowed/;

export const setsBesideLog: Attack = {
  row: 'A6',
  what,
  mutation: suggestedRecipients,
  attempts: [{ name: 'beside the log', refusal: /not in the expected form/, run: besideLog }],
};

export const setsOfMembers: Attack = {
  row: 'A6',
  what,
  mutation: anybodyMakesSets,
  attempts: [{ name: 'in the log, by a member', refusal: notAllowed, run: (stage) => inLog(stage, false) }],
};

export const setsOfNobody: Attack = {
  row: 'A6',
  what,
  mutation: unsigned,
  attempts: [
    { name: "in the log, in an owner's name", refusal: notAllowed, run: (stage) => inLog(stage, true) },
  ],
};
