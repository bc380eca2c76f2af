import { workerIdOf } from '@commonseal/account-log';
import { databasePlace } from '../queue/database-place.ts';
import { listRuns } from '../queue/runs.ts';
import type { Status } from '../socket/requests.ts';
import { fingerprintText } from '../state/fingerprint-text.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import { whenConnected } from './connected.ts';
import { costWords } from './cost.ts';
import { Stop } from '../stop.ts';
import { protectionWords } from './protection-words.ts';
import { runLines } from './runs-words.ts';
import { type WorkContext, withQueue } from './work-context.ts';

const runsShown = 20;

/** Says what the keyholder holds and what protects it, or that none runs; and how far its runs are, where there is a queue. */
export async function status(context: WorkContext, asJson: boolean): Promise<void> {
  await keyholderStatus(context, asJson);
  if (asJson || !databasePlace(context.environment)) return;
  const workerId = workerIdOf((await readKeyFile(context.state)).identity);
  try {
    const runs = await withQueue(context, (pool) => listRuns(pool, workerId, runsShown));
    for (const run of runs) for (const line of runLines(run)) context.output.say(line);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    context.output.complain(error.message);
  }
}

async function keyholderStatus(context: WorkContext, asJson: boolean): Promise<void> {
  const { output, state } = context;
  const told = await whenConnected(context, (client) => client.ask('status', {}));
  if (!told) {
    const fingerprint = fingerprintText(await readKeyFile(state));
    if (asJson) output.say(JSON.stringify({ state: { kind: 'not running' }, fingerprint }));
    else {
      output.say(`State          not running: npm run worker -- start`);
      output.say(`Fingerprint    ${fingerprint}`);
    }
    return;
  }
  if (asJson) output.say(JSON.stringify(told));
  else for (const line of statusLines(told)) output.say(line);
}

function statusLines(told: Status): string[] {
  const { fingerprint, pid, operators, threshold, costs, coreDumps, swap, lockedKiB } = told;
  return [
    `State          ${stateWords(told.state)}`,
    `Fingerprint    ${fingerprint}`,
    `Process        ${pid}`,
    `Operators      ${operators === 1 ? '1' : `${operators}, of whom ${threshold} together unseal`}`,
    `Cost           ${[...new Set(costs.map(costWords))].join('; ')}, Argon2id`,
    `Core dumps     ${coreDumps}`,
    `Swap           ${swap}; locked against it: ${lockedKiB} KiB`,
    ...protectionWords(told),
  ];
}

function stateWords(state: Status['state']): string {
  if (state.kind === 'unsealed') return `unsealed since ${new Date(state.sinceMs).toISOString()}`;
  return state.missing === 1 ? 'sealed' : `sealed: the passphrases of ${state.missing} operators are missing`;
}
