import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { majorVersion } from './binaries.ts';
import { syncFolder, temporaryPath } from './cluster-paths.ts';
import { superuser } from './connection.ts';
import { EmbeddedPostgresError, errnoOf, explainOutput, otherVersion, ownServerAdvice } from './errors.ts';
import type { Installation } from './installation.ts';
import { tunableSettings } from './settings.ts';
import { handOver, nameFromInside } from './system-user.ts';

/** Whether the folder holds a cluster. Throws when it holds something else, or one that is not for us. */
export function hasCluster(data: string): boolean {
  if (!existsSync(data) || readdirSync(data).length === 0) return false;
  const versionFile = join(data, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new EmbeddedPostgresError(
      'folder_not_empty',
      `${data} holds files that are not a database: choose an empty or a new folder by COMMONSEAL_DATA, move ` +
        `them away, ${ownServerAdvice}.`,
    );
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== majorVersion) throw otherVersion(data, version);
  return true;
}

/**
 * Creates a cluster in a folder of its own and renames it when it is whole: a launcher that is killed meanwhile
 * leaves nothing that looks like data, and of several launchers at once the first to rename wins.
 */
export async function createCluster(
  installation: Installation,
  password: string,
  sync: boolean,
): Promise<void> {
  const { paths, user } = installation;
  const folder = temporaryPath(paths);
  const inTheMaking = join(folder, 'data');
  try {
    mkdirSync(inTheMaking, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'password'), `${password}\n`, { mode: 0o600, flag: 'wx' });
    handOver(folder, user.owner);
    await runInitdb(installation, inTheMaking, sync);
    moveIntoPlace(inTheMaking, paths.data);
    if (sync) syncFolder(paths.parent);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function moveIntoPlace(from: string, to: string): void {
  try {
    // Windows does not rename onto a folder, not even onto an empty one.
    if (existsSync(to)) rmdirSync(to);
    renameSync(from, to);
  } catch (error) {
    const lostTheRace = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errnoOf(error) ?? '') && hasCluster(to);
    if (!lostTheRace) throw error;
  }
}

async function runInitdb({ binaries, user, paths, environment }: Installation, data: string, sync: boolean) {
  const inside = nameFromInside(data);
  const [command = '', ...args] = [
    ...user.prefix,
    binaries.initdb,
    `--pgdata=${inside}`,
    `--username=${superuser}`,
    `--pwfile=${inside}/../password`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Part of PostgreSQL, the same on every system and after every upgrade of it: indexes never rot.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...Object.entries(tunableSettings).map(([name, value]) => `--set=${name}=${value}`),
    ...(sync ? [] : ['--no-sync']),
  ];
  const child = spawn(command, args, {
    ...user.owner,
    cwd: data,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const text = output.join('');
  try {
    appendFileSync(paths.log, text, { mode: 0o600 });
    handOver(paths.log, user.keeper);
  } catch {
    // On a full disk the error is all that is told.
  }
  throw explainOutput(text, paths.data, paths.log);
}
