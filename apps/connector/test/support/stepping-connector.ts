/**
 * The connector's command line, which also tells its parent on file descriptor 3 what it has just done, and can be held
 * at any step: `[step, count]` as JSON comes before the arguments, `null` for none.
 */
import { readFileSync, writeSync } from 'node:fs';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';

const [heldAt = 'null', ...args] = process.argv.slice(2);
const held = JSON.parse(heldAt) as [string, number] | null;
let left = held?.[1] ?? 0;

function tell(line: string): void {
  writeSync(3, `${line}\n`);
}

tell('started');
process.exitCode = await runCommandLine(args, {
  output: terminalOutput(),
  environment: process.env,
  ending: new Ending(),
  onStep: (step) => {
    tell(step);
    if (step !== held?.[0]) return;
    left -= 1;
    if (left > 0) return;
    tell('held');
    // Until the process is killed: not one more instruction of the push is carried out.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
tell(`peak ${/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`);
