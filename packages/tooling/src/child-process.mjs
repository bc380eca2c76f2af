import { spawn } from 'node:child_process';
import { Interrupted } from './command-failed.mjs';
import { repositoryRoot } from './repository.mjs';

/**
 * Ctrl-C reaches the whole foreground process group, so the child usually has the signal already; npm passes
 * it on once more. Waiting a moment and only then sending one SIGTERM means that a child which is already
 * stopping by itself is left alone, and one that was not in the group still ends.
 */
const forwardAfterMs = 250;

/** @type {NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Calls `listener` each time that this process is asked to end. npm runs us below a shell, and a signal sent to
 * npm alone ends that shell without reaching us: then we find ourselves orphaned, which means the same.
 *
 * @param {(signal: NodeJS.Signals) => void} listener
 * @returns {() => void} stops listening
 */
export function onAskedToEnd(listener) {
  for (const signal of endingSignals) process.on(signal, listener);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env['npm_lifecycle_event'] === undefined || process.ppid === parent) return;
    clearInterval(watch);
    listener('SIGTERM');
  }, 250);
  watch.unref();
  return () => {
    clearInterval(watch);
    for (const signal of endingSignals) process.off(signal, listener);
  };
}

/**
 * @typedef {object} Outcome
 * @property {number} code the exit code; 128 + n when a signal ended the child
 * @property {string} output standard output and error together, empty unless `capture` was asked for
 */

/**
 * Runs a program to its end. While it runs, signals to this process are passed on, and end in `Interrupted`
 * once the child is gone: so no child is left behind by a parent that was told to stop.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, options = {}) {
  const { cwd = repositoryRoot, env = process.env, capture = false, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    /** @type {Buffer[]} */
    const pieces = [];
    child.stdout?.on('data', (/** @type {Buffer} */ piece) => pieces.push(piece));
    child.stderr?.on('data', (/** @type {Buffer} */ piece) => pieces.push(piece));

    /** @type {NodeJS.Signals | undefined} */
    let received;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
      if (received !== undefined) return;
      received = signal;
      timers.push(setTimeout(() => child.kill('SIGTERM'), forwardAfterMs));
      timers.push(setTimeout(() => child.kill('SIGKILL'), 20_000));
    };
    const stopListening = onAskedToEnd(onSignal);
    if (timeoutMs !== undefined) timers.push(setTimeout(() => child.kill('SIGKILL'), timeoutMs));
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      stopListening();
    };

    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      if (received !== undefined) reject(new Interrupted(received));
      else resolve({ code: code ?? 128, output: Buffer.concat(pieces).toString('utf8') });
    });
  });
}

/**
 * Runs a script of an installed package with this very Node, without the shell and without npx.
 * @param {string} script path from the repository's root
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runScript(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}
