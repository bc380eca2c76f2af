// npm run connector -- ARGS: the connector's command line, in the folder where the user stands.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';
import { buildPrograms } from './building.mjs';
import { onAskedToEnd } from './child-process.mjs';
import { runCommand } from './command.mjs';
import { repositoryRoot } from './repository.mjs';

/** A build that is quicker than this is nobody's business. */
const quietForMs = 1_500;

await runCommand(async () => {
  await ensureInstalled();
  let line = '';
  const slow = setTimeout(() => process.stderr.write(`${line}\n`), quietForMs);
  try {
    await buildPrograms((latest) => {
      line = latest;
    });
  } finally {
    clearTimeout(slow);
  }
  return connect(process.argv.slice(2));
});

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the connector's exit code
 */
function connect(args) {
  const program = join(repositoryRoot, 'apps/connector/dist/main.js');
  // npm changes into the repository's root; INIT_CWD remembers where it was called.
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const connector = spawn(process.execPath, [program, ...args], { cwd, stdio: 'inherit' });
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => connector.kill('SIGTERM'), 250).unref();
  };
  onAskedToEnd(onSignal);
  return new Promise((resolve, reject) => {
    connector.once('error', reject);
    connector.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
