/** The worker's command line, which kills itself at the step of a file's replacement that comes before the arguments. */
import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { requireProtected } from '../../src/commands/require-protected.ts';
import { protectThisProcess } from '../../src/keyholder/protection.ts';

const [lastStep, ...args] = process.argv.slice(2);
protectThisProcess();
process.exitCode = await runCommandLine(args, {
  output: terminalOutput(),
  environment: process.env,
  ending: new Ending(),
  requireProtected,
  onStep: (step) => {
    if (step === lastStep) process.kill(process.pid, 'SIGKILL');
  },
});
