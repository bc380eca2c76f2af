import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import type { Attack, Outcome } from '../attack.ts';
import { type Asker, askFor, letBackIn, sayYes, showRequests, typeHeard, wordsOf } from '../asking.ts';
import { asGain, readWith, seedsHandedTo } from '../eavesdrop.ts';
import { showLog, storedEntries } from '../false-log.ts';
import { anybodysRequest } from '../mutations/anybodys-request/mutation.ts';
import { fetchedAgain } from '../mutations/fetched-again/mutation.ts';
import { uncomparedWords } from '../mutations/uncompared-words/mutation.ts';
import { unsigned } from '../mutations/unsigned/mutation.ts';
import { alertsOf, enterOnNewDevice } from '../person.ts';
import { removeOnPage } from '../removal.ts';
import { tryToAskOnPage, wordsShown } from '../returning.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, importInNode, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, secretText } from '../under-attack.ts';

/** Ben is locked out and asks; somebody who works with the server asks under his address as well. */
async function beginSwap(stage: Stage, owner?: Teammate) {
  const anna = owner ?? (await teammate(stage, true));
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const accountId = await accountIdOf(anna);
  const asker = await askFor(stage, ben);
  const intruder = await askFor(stage, ben);
  return { anna, ben, accountId, asker, intruder };
}

/** What is brought in when all is over, and what the intruder reads of it. */
async function whatIsRead(stage: Stage, anna: Teammate, intruder: Asker): Promise<string | undefined> {
  const accountId = await accountIdOf(anna);
  await anna.vault.sync();
  await importInNode(anna, 'secret.txt', secretText);
  const read = await readWith(
    stage.hostile,
    accountId,
    await seedsHandedTo(stage.hostile, accountId, intruder),
  );
  return asGain('whoever has swapped the request', read);
}

/** Anna is shown the other request alone, while Ben reads to her the words of his own. */
async function beforeWords(stage: Stage): Promise<Outcome> {
  const { anna, ben, asker, intruder } = await beginSwap(stage);
  showRequests(stage, () => [intruder]);
  const { page } = await enterOnNewDevice(stage, anna);
  const toldThen = await typeHeard(page, ben, (await wordsOf(asker.signed)).words);
  if (toldThen === '') await sayYes(page, ben);
  return { gained: await whatIsRead(stage, anna, intruder), told: toldThen };
}

/** The true one until its words are right, then the other. */
async function betweenWords(stage: Stage): Promise<Outcome> {
  const { anna, ben, accountId, asker, intruder } = await beginSwap(stage);
  let shown = asker;
  showRequests(stage, () => [shown]);
  const { page } = await enterOnNewDevice(stage, anna);
  const toldThen = await typeHeard(page, ben, (await wordsOf(asker.signed)).words);
  if (toldThen !== '') throw new Error(`the words are right, and it says: ${toldThen}`);
  shown = intruder;
  const told = await sayYes(page, ben);
  const isForBen = (await seedsHandedTo(stage.hostile, accountId, asker)).size > 0;
  return {
    gained: await whatIsRead(stage, anna, intruder),
    told: `${told} The account key is ${isForBen ? 'for whoever has read the words' : 'not for Ben'}.`,
  };
}

/** In the entry that Anna has signed, as Cid is shown it. He removes somebody, which brings a new account key. */
async function afterWords(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const anna = await teammate(stage, true);
  const cid = await letIn(stage, anna, 'owner');
  const dan = await letIn(stage, anna, 'member', 'in Node alone');
  const { accountId, asker, intruder } = await beginSwap(stage, anna);
  await letBackIn(anna, asker.signed);
  const entries = await storedEntries(stage, accountId);
  await showLog(stage, accountId, [...entries.slice(0, -1), await withRequest(entries, asker, intruder)]);
  await handBackSeals(stage, cid);
  const { page, told } = await enterOnNewDevice(stage, cid);
  const toldThen = told || (await removeOnPage(page, dan.email));
  if (toldThen === '') await bringSomethingIn(stage, page);
  const read = await readWith(hostile, accountId, await seedsHandedTo(hostile, accountId, intruder));
  return { gained: asGain('whoever has swapped the request', read), told: toldThen };
}

/** Whoever signs on top of a log that the real server does not have gets their own seals back all the same. */
async function handBackSeals({ hostile }: Stage, { userId }: Teammate): Promise<void> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { parseAccountEntry } = await import('@commonseal/account-log');
  const known = hostile.remembered('appendEntry').length;
  hostile.alter('epochSeals', ({ seals, chainBacks }) => {
    const appended = hostile
      .remembered('appendEntry')
      .slice(known)
      .map(({ body }) => JSON.parse(body.toString('utf8')) as BodyOf<typeof endpoints.appendEntry>);
    const made = appended.flatMap(({ entry, seals: own, chainBack = '' }) => {
      const { part } = parseAccountEntry(parseBase64url(entry));
      const seal = own.find(({ id }) => id === userId)?.seal ?? '';
      return part ? [{ epoch: part.epoch, seal, chainBack }] : [];
    });
    return {
      seals: [...seals, ...made.map(({ epoch, seal }) => ({ epoch, seal }))],
      chainBacks: [...chainBacks, ...made.map(({ epoch, chainBack }) => ({ epoch, chainBack }))],
    };
  });
}

/** The newest entry, with the other request in it, and with whom that is about among those whom the key is sealed to. */
async function withRequest(
  entries: readonly Uint8Array[],
  { signed, userId }: Asker,
  intruder: Asker,
): Promise<Uint8Array> {
  const { UserId } = await import('@commonseal/protocol');
  const { resetRequestToBytes } = await import('@commonseal/account-log');
  const entry = Buffer.from(entries.at(-1) ?? new Uint8Array());
  replaceOnce(entry, resetRequestToBytes(signed), resetRequestToBytes(intruder.signed));
  replaceOnce(entry, UserId.toBytes(userId), UserId.toBytes(intruder.userId));
  return new Uint8Array(entry);
}

function replaceOnce(entry: Buffer, from: Uint8Array, to: Uint8Array): void {
  const at = entry.indexOf(from);
  if (at < 0) throw new Error('it is not in the newest entry');
  entry.set(to, at);
}

/** Ben's own page is handed the intruder's request, and so is Anna's: he would read the words that hers finds right. */
async function atRequester(stage: Stage): Promise<Outcome> {
  const { resetRequestName } = await import('@commonseal/account-log');
  const anna = await teammate(stage, true, 'in Node alone');
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const intruder = await askFor(stage, ben);
  stage.hostile.alter('returnState', () => ({
    requests: [{ request: intruder.request, standing: 'open', vouches: 0 }],
  }));
  showRequests(stage, () => [intruder]);
  const page = await tryToAskOnPage(stage, ben);
  const told = await alertsOf(page);
  const words = await wordsShown(page).locator('li > :nth-child(2)').allInnerTexts();
  const name = resetRequestName(intruder.signed);
  await anna.vault.sync();
  const checked = await anna.vault.checkResetWords(name, words.join(' '), intruder.signed.request.memberId);
  if (checked.kind === 'right') await anna.vault.approveReset(name);
  return { gained: await whatIsRead(stage, anna, intruder), told };
}

const what = 'swaps the request that a teammate approves';

export const swappedBeforeWords: Attack = {
  row: 'A1',
  what,
  mutation: uncomparedWords,
  attempts: [
    { name: 'before the words', refusal: /These are not the words of this request/, run: beforeWords },
  ],
};

export const swappedBetweenWords: Attack = {
  row: 'A1',
  what,
  mutation: fetchedAgain,
  attempts: [
    {
      name: 'between the words and the approval',
      refusal: /is let back in.* The account key is for whoever has read the words/,
      run: betweenWords,
    },
  ],
};

export const swappedInLog: Attack = {
  row: 'A1',
  what,
  mutation: unsigned,
  attempts: [{ name: 'after it, in the log', refusal: /something that is not allowed/, run: afterWords }],
};

export const swappedAtRequester: Attack = {
  row: 'A1',
  what,
  mutation: anybodysRequest,
  attempts: [
    {
      name: 'for the requester as well',
      refusal: /A key is not the one that was signed for/,
      run: atRequester,
    },
  ],
};
