import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheFolder } from './repository.mjs';

/**
 * A build is taken for finished only when both its inputs and its outputs are, byte for byte, those of the
 * build that wrote the stamp: a build cut off half-way, a folder copied in part or a dist/ made by hand with
 * other settings is built again.
 *
 * @typedef {{ inputs: string, outputs: string }} Stamp
 */

/**
 * Hashes files and folders, names and contents.
 * @param {string} root
 * @param {readonly string[]} paths relative to root; missing ones count as missing
 * @param {readonly string[]} [leaveOut] names of files or folders passed over at any depth
 */
export function hashFiles(root, paths, leaveOut = []) {
  const hash = createHash('sha256');
  for (const path of paths) addPath(hash, root, join(root, path), new Set(leaveOut));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 * @param {ReadonlySet<string>} leaveOut
 */
function addPath(hash, root, path, leaveOut) {
  const name = relative(root, path);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    hash.update(`missing ${name}\n`);
  } else if (stats.isDirectory()) {
    for (const entry of readdirSync(path).toSorted()) {
      if (!leaveOut.has(entry)) addPath(hash, root, join(path, entry), leaveOut);
    }
  } else {
    hash.update(`file ${name} ${stats.size}\n`);
    hash.update(readFileSync(path));
  }
}

/**
 * @param {string} name
 * @returns {Stamp | undefined}
 */
export function readStamp(name) {
  try {
    return JSON.parse(readFileSync(stampPath(name), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {Stamp} stamp
 */
export function writeStamp(name, stamp) {
  const path = stampPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(stamp));
  renameSync(`${path}.new`, path);
}

/** @param {string} name */
export function dropStamp(name) {
  rmSync(stampPath(name), { force: true });
}

/** @param {string} name */
export function hasStamp(name) {
  return existsSync(stampPath(name));
}

/** @param {string} name */
function stampPath(name) {
  return join(cacheFolder, `${name}.json`);
}
