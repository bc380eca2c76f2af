import type { InjectedServer } from '../../../../e2e/fixtures/injected-server.ts';
import { Random } from '../../../../e2e/fixtures/random.ts';
import { beginning, choose, pick, stepOf, wishesFrom } from './choices.ts';
import { expectDoesAsItShould, expectOpensOfCopy, expectOthersEnded, expectReads } from './looking.ts';
import { Model, type Step } from './model.ts';
import { perform } from './steps.ts';
import { World } from './world.ts';

/** After those that it begins with. */
const stepsAfter = 7;
/** After one step in so many somebody reads everything. */
const readsAfter = 3;
/** How many secrets are tried with a full copy of the server at the end of a history. */
const triedWithCopy = 4;

export interface Played {
  readonly steps: readonly Step[];
  /** What stopped it. */
  readonly failure: unknown;
}

/** One history, the same for the same seed, keys and ids aside. */
export async function play(server: InjectedServer, seed: number): Promise<Played> {
  const random = new Random(seed, 'every way in');
  const first = choose(random, 'write');
  const choices = wishesFrom(seed * stepsAfter, stepsAfter).map((wish) => choose(random, wish));
  const model = new Model();
  const network = `10.${(seed >> 16) & 255}.${(seed >> 8) & 255}.${seed & 255}`;
  const world = new World(model, { server, name: `${process.pid}-${seed}`, network });
  model.found('p0', 'p0', 's0');
  const steps: Step[] = [];
  const doStep = async (step: Step) => {
    steps.push(step);
    await perform(world, step);
    model.apply(step);
    await world.keep();
  };
  try {
    for (const step of beginning(first)) await doStep(step);
    for (const [at, choice] of choices.entries()) {
      const step = stepOf(model, choice, 10 + at);
      if (!step) break;
      await doStep(step);
      await look(world, choice.looked);
    }
    await lookAtAll(world, first.looked);
    return { steps, failure: undefined };
  } catch (failure) {
    return { steps, failure };
  }
}

function present({ model }: World): string[] {
  return [...model.people.values()].filter(({ isVoid }) => !isVoid).map(({ name }) => name);
}

async function expectMainReads(world: World, name: string): Promise<void> {
  const actor = world.actor(name);
  actor.open = await expectReads(world, name, actor.browser.vault, { open: actor.open, readsBodies: true });
}

/** One reader, and one secret, after each step. */
async function look(world: World, looked: number): Promise<void> {
  const reader = pick(present(world), looked);
  if (reader !== undefined && looked % readsAfter === 0) await expectMainReads(world, reader);
  const over = [...world.model.secrets.values()].filter(({ isGood }) => !isGood);
  // The newest that is over, or any.
  const secret = looked % 2 === 0 ? over.at(-1) : pick(over, looked >> 1);
  if (secret) await expectDoesAsItShould(world, secret);
}

async function lookAtAll(world: World, looked: number): Promise<void> {
  const secrets = [...world.model.secrets.values()];
  for (const name of present(world)) await expectMainReads(world, name);
  for (const secret of secrets) await expectDoesAsItShould(world, secret);
  for (const name of world.actors.keys()) await expectOthersEnded(world, name);
  await world.keep();
  const over = secrets.filter(({ isGood }) => !isGood);
  const tried = [...over.slice(-triedWithCopy), ...secrets.slice(looked % secrets.length).slice(0, 2)];
  for (const secret of new Set(tried)) await expectOpensOfCopy(world, secret);
}
