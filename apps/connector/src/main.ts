import { runCommandLine } from './cli/command-line.ts';
import { terminalOutput } from './cli/output.ts';

const output = terminalOutput();

// Nothing has to be saved: what counts is on disk already, and the lock goes with the process.
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    output.complain('Stopped. Nothing is lost: run the same command again, and it goes on from here.');
    process.exit(exitCode);
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), output, process.env);
