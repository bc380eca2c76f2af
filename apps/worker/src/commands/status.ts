import type { Status } from '../socket/requests.ts';
import { fingerprintText } from '../state/fingerprint-text.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import type { CommandContext } from './command.ts';
import { whenConnected } from './connected.ts';
import { costWords } from './cost.ts';
import { protectionWords } from './protection-words.ts';

/** Says what the keyholder holds and what protects it, or that none runs. */
export async function status(context: CommandContext, asJson: boolean): Promise<void> {
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
