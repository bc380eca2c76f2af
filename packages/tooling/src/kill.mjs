// npm run kill -- WHAT: kills the processes that do something, at random moments, many times. `npm test` does it a few times.
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';
import { withTemporaryFolder } from './temporary-folder.mjs';

/** @type {Record<string, (env: NodeJS.ProcessEnv) => Promise<{ code: number }>>} */
const kills = { rotation, worker };

await runCommand(async () => {
  const [what, ...rest] = process.argv.slice(2);
  const kill = what === undefined || !Object.hasOwn(kills, what) ? undefined : kills[what];
  if (kill === undefined || rest.length > 0) {
    throw new CommandFailed(`Say what: npm run kill -- ${Object.keys(kills).join(' | ')}`);
  }
  await ensureInstalled();
  const { code } = await kill({ COMMONSEAL_KILL_ROUNDS: '50', ...process.env });
  return code;
});

/** @param {NodeJS.ProcessEnv} env */
async function rotation(env) {
  const { ensureBrowser } = await import('./test-browser.mjs');
  await ensureBrowser((line) => process.stderr.write(`${line}\n`));
  const args = ['test', '--project=kill', '--reporter=list', 'e2e/kill/rotation.spec.ts'];
  return runScript('node_modules/@playwright/test/cli.js', args, { env });
}

/**
 * Fails when there is no such test.
 * @param {NodeJS.ProcessEnv} env
 */
function worker(env) {
  return withTemporaryFolder((folder) =>
    runScript('node_modules/vitest/vitest.mjs', ['run', 'apps/worker/test/kill.test.ts'], {
      env: { ...env, ...folder },
    }),
  );
}
