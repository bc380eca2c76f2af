import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampName = '.commonseal-install.json';

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean,
 *   peer?: boolean, os?: string[], cpu?: string[] }} LockedPackage
 */

/**
 * Says why the dependencies must be installed, or undefined when they are there as the lockfile wants them.
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return 'they are missing';
  const wanted = stampOf(root);
  const installed = readText(join(modules, stampName));
  if (installed === wanted) return undefined;
  const record = readText(join(modules, '.package-lock.json'));
  if (record === undefined) return 'an installation was not finished';
  // `npm ci` or `npm install` by hand leaves no stamp of ours; npm's own record tells just as well.
  const difference = findDifference(
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages,
    JSON.parse(record).packages,
  );
  return difference === undefined ? undefined : `package-lock.json has changed (${difference})`;
}

/**
 * Remembers, inside node_modules, what was installed.
 * @param {string} root
 */
export function recordInstallation(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules', stampName), stampOf(root));
}

/**
 * The first package that differs between the lockfile and npm's record of what lies in node_modules.
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} installed
 * @returns {string | undefined}
 */
export function findDifference(wanted, installed) {
  for (const [path, locked] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    if (found === undefined) {
      if (fitsThisMachine(locked) && !mayBeAbsent(locked)) return path;
    } else if (found.version !== locked.version || found.integrity !== locked.integrity) {
      return path;
    }
  }
  for (const [path, found] of Object.entries(installed)) {
    if (path.includes('node_modules/') && wanted[path] === undefined) return path;
    if (!fitsThisMachine(found)) return path;
  }
  return undefined;
}

/** @param {LockedPackage} locked */
function mayBeAbsent(locked) {
  return locked.optional === true || locked.devOptional === true || locked.peer === true;
}

/** @param {LockedPackage} locked */
function fitsThisMachine(locked) {
  return allows(locked.os, process.platform) && allows(locked.cpu, process.arch);
}

/**
 * @param {string[] | undefined} list npm's form: names, or names with `!` to exclude
 * @param {string} name
 */
function allows(list, name) {
  if (list === undefined || list.includes('any')) return true;
  if (list.includes(`!${name}`)) return false;
  return list.includes(name) || list.every((entry) => entry.startsWith('!'));
}

/** @param {string} root */
function stampOf(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${JSON.stringify({ packageLock: hash, machine: `${process.platform}-${process.arch}` })}\n`;
}

/** @param {string} path */
function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
