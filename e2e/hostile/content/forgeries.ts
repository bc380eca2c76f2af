import type { Attack, Outcome } from '../attack.ts';
import { craftBatch, makeForger, readLog, showBatch } from '../crafted-batch.ts';
import { anonymous } from '../mutations/anonymous/mutation.ts';
import { type Person, connectForger, enterOnNewDevice, readText, rowOf, signUp } from '../person.ts';
import type { Stage } from '../stage.ts';

const forgery = { title: 'new-bank-details.txt', text: 'Our account number has changed: DE00 6666' };

/** Everything that sealing takes is public: what nobody signed must not count. */
export async function showForgery(stage: Stage): Promise<Person> {
  const { person, accountId } = await signUp(stage);
  const log = await readLog(stage, accountId);
  await showBatch(stage.hostile, await craftBatch({ log, forger: await makeForger(), ...forgery }));
  return person;
}

async function sealFromOutside(stage: Stage): Promise<Outcome> {
  return readForgery(stage, await showForgery(stage));
}

/** The same in the name of a source that the account trusts, whose key the server does not have. */
async function sealAsTheBank(stage: Stage): Promise<Outcome> {
  const { person, page, accountId } = await signUp(stage);
  const bank = await makeForger();
  await connectForger(page, bank, 'Bank');
  const log = await readLog(stage, accountId);
  const { writerId } = bank;
  await showBatch(stage.hostile, await craftBatch({ log, forger: await makeForger(), writerId, ...forgery }));
  return readForgery(stage, person);
}

export async function readForgery(stage: Stage, person: Person): Promise<Outcome> {
  const { page, told } = await enterOnNewDevice(stage, person);
  if ((await rowOf(page, forgery.title).count()) === 0) return { gained: undefined, told };
  const { text } = await readText(page, forgery.title);
  return { gained: text === forgery.text ? `shown as content: '${text}'` : undefined, told };
}

export const forgeries: Attack = {
  row: 'E6',
  what: "seals content of its own to the account's public key",
  mutation: anonymous,
  attempts: [
    { name: 'with a key that nobody admitted', refusal: /A signature is not right/, run: sealFromOutside },
    { name: 'in the name of an admitted source', refusal: /A signature is not right/, run: sealAsTheBank },
  ],
};
