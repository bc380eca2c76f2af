import { runCommandLine } from './cli/command-line.ts';
import { Ending } from '@commonseal/local-program/ending';
import { terminalOutput } from '@commonseal/local-program/output';

const output = terminalOutput();
const ending = new Ending();

// Nothing has to be saved: what counts is on disk already, and the lock goes with the process.
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    const asked = ending.ask(Date.now());
    if (asked === 'ends in order')
      output.complain('Ending after the batch that is under way. Once more ends at once; nothing is lost.');
    if (asked !== 'end at once') return;
    output.complain('Stopped. Nothing is lost: run the same command again, and it goes on from here.');
    process.exit(exitCode);
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  output,
  environment: process.env,
  ending,
});
