/** The worker's command line, whose clock is ahead by as many milliseconds as the file says that comes before the arguments. */
import { readFileSync } from 'node:fs';
import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';
import { runCommandLine } from '../../../apps/worker/src/cli/command-line.ts';
import { requireProtected } from '../../../apps/worker/src/commands/require-protected.ts';
import { protectThisProcess } from '../../../apps/worker/src/keyholder/protection.ts';

const [ahead = '', ...args] = process.argv.slice(2);
protectThisProcess();
const ending = new Ending();
process.on('SIGTERM', () => void ending.ask(Date.now()));
process.exitCode = await runCommandLine(args, {
  output: terminalOutput(),
  environment: process.env,
  ending,
  requireProtected,
  readClock: () => Date.now() + Number(readFileSync(ahead, 'utf8')),
});
