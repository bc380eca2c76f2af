import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from './command-failed.mjs';
import { repositoryRoot } from './repository.mjs';

/**
 * Compares dotted versions by number.
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (let i = 0; i < Math.max(have.length, want.length); i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Throws, in plain words, when this Node is older than package.json's `engines` allows. */
export function requireSupportedNode() {
  const { engines } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const minimum = String(engines.node).replace(/^>=\s*/, '');
  if (isAtLeast(process.versions.node, minimum)) return;
  throw new CommandFailed(
    `Commonseal needs Node ${minimum} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
  );
}
