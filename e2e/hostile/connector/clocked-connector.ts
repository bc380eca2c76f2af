/** The connector's command line, on a machine whose clock is ahead by as many milliseconds as the file says that comes before the arguments. */
import { readFileSync } from 'node:fs';
import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';
import { runCommandLine } from '../../../apps/connector/src/cli/command-line.ts';

const [ahead = '', ...args] = process.argv.slice(2);
const now = Date.now.bind(Date);
Date.now = () => now() + Number(readFileSync(ahead, 'utf8'));
process.exitCode = await runCommandLine(args, {
  output: terminalOutput(),
  environment: process.env,
  ending: new Ending(),
});
