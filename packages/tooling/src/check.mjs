// npm run check [-- STEP…]: types, lint, format, and the rules of who may import whom. Without STEP, all.
import { ensureInstalled } from './bootstrap.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';

await runCommand(async () => {
  await ensureInstalled();
  // Loaded only now: it imports what has just been installed.
  const { checkSteps, runCheckSteps } = await import('./check-steps.mjs');
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !checkSteps.some((step) => step.name === name));
  if (unknown !== undefined) {
    throw new CommandFailed(
      `There is no step "${unknown}": ${checkSteps.map(({ name }) => name).join(', ')}.`,
    );
  }
  const steps = checkSteps.filter(({ name }) => asked.length === 0 || asked.includes(name));
  const { exitCode } = await runCheckSteps(steps);
  if (exitCode !== 0) throw new CommandFailed('The check failed: see FAIL above.');
});
