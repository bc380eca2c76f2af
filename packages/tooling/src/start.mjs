// npm start: installs and builds what is missing, then runs the server until Ctrl-C. The script in package.json
// replaces npm's shell by this process (`exec`; what follows `||` is for Windows, which has none): the shell
// would die of Ctrl-C itself, and npm would tell of a failure although all has ended well.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';
import { buildAll, programPath } from './building.mjs';
import { onAskedToEnd } from './child-process.mjs';
import { runCommand } from './command.mjs';
import { repositoryRoot } from './repository.mjs';

/** See child-process.mjs: the server has usually been told by the terminal before we have. */
const forwardAfterMs = 250;
/** Ctrl-C pressed again this long after the first time means: at once, please. */
const impatientAfterMs = 2_000;

await runCommand(async () => {
  await ensureInstalled();
  await buildAll((line) => process.stderr.write(`${line}\n`));
  process.stderr.write('Starting the server …\n');
  return serve();
});

/** @returns {Promise<number>} the exit code */
function serve() {
  const env = {
    ...process.env,
    COMMONSEAL_DATA: process.env['COMMONSEAL_DATA'] ?? join(repositoryRoot, 'data'),
  };
  const server = spawn(process.execPath, [programPath('server')], {
    cwd: repositoryRoot,
    env,
    stdio: 'inherit',
  });

  let stoppedAtMs = 0;
  const onSignal = () => {
    const nowMs = Date.now();
    if (stoppedAtMs === 0) {
      stoppedAtMs = nowMs;
      // Never the same signal twice: npm, the terminal and we would otherwise all send SIGINT.
      setTimeout(() => server.kill('SIGTERM'), forwardAfterMs).unref();
    } else if (nowMs - stoppedAtMs > impatientAfterMs) {
      server.kill('SIGKILL');
    }
  };
  onAskedToEnd(onSignal);

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => {
      const endedAsAsked = stoppedAtMs !== 0 && (signal === 'SIGINT' || signal === 'SIGTERM');
      if (code === null && !endedAsAsked) process.stderr.write(`The server was ended by ${signal}.\n`);
      resolve(code ?? (endedAsAsked ? 0 : 1));
    });
  });
}
