// npm run kill -- WHAT: kills the processes that do something, at random moments, many times. `npm test` does it a few times.
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';

/** @type {Record<string, string>} */
const specs = { rotation: 'e2e/kill/rotation.spec.ts' };

await runCommand(async () => {
  const [what, ...rest] = process.argv.slice(2);
  const spec = what === undefined ? undefined : specs[what];
  if (spec === undefined || rest.length > 0) {
    throw new CommandFailed(`Say what: npm run kill -- ${Object.keys(specs).join(' | ')}`);
  }
  await ensureInstalled();
  const { ensureBrowser } = await import('./test-browser.mjs');
  await ensureBrowser((line) => process.stderr.write(`${line}\n`));
  const { code } = await runScript(
    'node_modules/@playwright/test/cli.js',
    ['test', '--project=kill', '--reporter=list', spec],
    { env: { COMMONSEAL_KILL_ROUNDS: '50', ...process.env } },
  );
  return code;
});
