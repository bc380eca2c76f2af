import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ensureInstalled } from './bootstrap.mjs';
import { buildPrograms, programPath } from './building.mjs';
import { onAskedToEnd } from './child-process.mjs';
import { runCommand } from './command.mjs';

/** A build that is quicker than this is nobody's business. */
const quietForMs = 1_500;

/**
 * Runs an app's command line, in the folder where the user stands, after building it.
 * @param {'connector' | 'worker'} app
 * @param {{ before?: readonly string[] }} [options] `before`: a command line that runs what follows it
 */
export function runProgram(app, { before = [] } = {}) {
  return runCommand(async () => {
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
    return run([...before, process.execPath, programPath(app), ...process.argv.slice(2)]);
  });
}

/**
 * @param {readonly string[]} commandLine
 * @returns {Promise<number>} its exit code
 */
function run([command = '', ...args]) {
  // npm changes into the repository's root; INIT_CWD remembers where it was called.
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const program = spawn(command, args, { cwd, stdio: 'inherit' });
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => program.kill('SIGTERM'), 250).unref();
  };
  onAskedToEnd(onSignal);
  return new Promise((resolve, reject) => {
    program.once('error', reject);
    program.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
