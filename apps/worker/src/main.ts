import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';
import { runCommandLine } from './cli/command-line.ts';
import { requireProtected } from './commands/require-protected.ts';
import { protectThisProcess } from './keyholder/protection.ts';

protectThisProcess();
const ending = new Ending();

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    // The system gives memory to nobody else before it has emptied it.
    if (ending.ask(Date.now()) === 'end at once') process.exit(exitCode);
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  output: terminalOutput(),
  environment: process.env,
  ending,
  requireProtected,
});
