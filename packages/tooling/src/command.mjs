import { CommandFailed } from './command-failed.mjs';
import { requireSupportedNode } from './node-version.mjs';

/**
 * Runs a command's body and turns its outcome into the exit code.
 * @param {() => Promise<number | void>} body
 */
export async function runCommand(body) {
  try {
    requireSupportedNode();
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (error instanceof CommandFailed) {
      if (error.message !== '') process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    }
  }
}
