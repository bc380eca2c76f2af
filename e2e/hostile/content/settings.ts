import type { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { configurable } from '../mutations/configurable/mutation.ts';
import type { Stage } from '../stage.ts';
import { readForgery, showForgery } from './forgeries.ts';

const settings = { verifySignatures: false, sanitiseHtml: false, strictMode: false };

/** Every answer says that signatures need not be checked; then something is shown that nobody signed. */
async function turnOff(stage: Stage, state: (answer: Answer) => Answer): Promise<Outcome> {
  const person = await showForgery(stage);
  stage.hostile.meddle('everything', async (exchange, forward) => {
    const answer = await forward();
    return exchange.endpoint === undefined ? answer : state(answer);
  });
  return readForgery(stage, person);
}

const byField = (stage: Stage) =>
  turnOff(stage, (answer) => {
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    if (!isJson) return answer;
    return answer.withBody(Buffer.from(JSON.stringify({ ...(answer.json() as object), settings })));
  });

const byHeader = (stage: Stage) =>
  turnOff(stage, (answer) => answer.withHeaders({ 'x-settings': JSON.stringify(settings) }));

export const serverSettings: Attack = {
  row: 'F2',
  what: 'turns a protection off by configuration',
  mutation: configurable,
  attempts: [
    { name: 'by a field of every answer', refusal: /not in the expected form/, run: byField },
    { name: 'by a header of every answer', refusal: /A signature is not right/, run: byHeader },
  ],
};
