import { spawnSync } from 'node:child_process';
import { lchownSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, errnoOf, ownServerAdvice } from './errors.ts';

/** Under whom initdb and postgres run: PostgreSQL refuses root. */
export interface SystemUser {
  /** Put before the command. */
  readonly prefix: readonly string[];
  /** Who the process becomes, and the data belongs to; undefined: nobody else than we. */
  readonly owner: Owner | undefined;
  /** Who the files beside the data belong to: the same if it is a person, who may start the program next time. */
  readonly keeper: Owner | undefined;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const nobodyId = 65534;
const ourselves: SystemUser = { prefix: [], owner: undefined, keeper: undefined };

/**
 * Inside a user namespace of its own, root's process is called nobody and has no capabilities outside; on the
 * disk it is still root, so nothing changes hands.
 */
const nobodyInNamespace: SystemUser = {
  prefix: ['unshare', '--user', `--map-user=${nobodyId}`],
  owner: undefined,
  keeper: undefined,
};

/**
 * Ordinary users run PostgreSQL as themselves. Root does so as whoever owns the data already (a user who once
 * calls sudo keeps their data); otherwise as nobody in a namespace; where those are forbidden, as in most
 * containers, or where node_modules lies in a user's closed home, as the owner of node_modules or as nobody.
 *
 * @param environment of the child processes
 */
export function chooseSystemUser(
  data: string,
  binaries: Binaries,
  environment: NodeJS.ProcessEnv,
): SystemUser {
  const isRoot = process.geteuid?.() === 0;
  const dataOwner = ownerOf(data);
  const candidates = !isRoot
    ? [ourselves]
    : dataOwner !== undefined
      ? [become(dataOwner)]
      : candidatesForRoot(binaries);
  const chosen = candidates.find((user) => canRun(user, binaries.postgres, environment));
  if (chosen !== undefined) return chosen;
  throw isRoot ? rootRefused(binaries, dataOwner?.uid) : unusable(binaries, environment);
}

/**
 * The folder as the process names it. It starts inside it, and calls it by that, because the user that root has
 * become may not pass through the folders above (0700 and root's, for one).
 */
export function nameFromInside(folder: string): string {
  return process.platform === 'linux' && process.geteuid?.() === 0 ? '/proc/self/cwd' : folder;
}

/** Hands over a file or a folder with all in it, the folder itself last: owned means wholly handed over. */
export function handOver(path: string, owner: Owner | undefined): void {
  if (owner === undefined) return;
  const { uid, gid } = owner;
  const stat = statSync(path);
  if (stat.uid === uid) return;
  if (stat.isDirectory()) {
    for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }))
      lchownSync(join(path, entry), uid, gid);
  }
  lchownSync(path, uid, gid);
}

function become(owner: Owner): SystemUser {
  return { prefix: [], owner, keeper: owner.uid === nobodyId ? undefined : owner };
}

/** @returns undefined for root, and where there is no data yet */
function ownerOf(data: string): Owner | undefined {
  const stat = statSync(data, { throwIfNoEntry: false });
  if (stat === undefined || stat.uid === 0 || readdirSync(data).length === 0) return undefined;
  return { uid: stat.uid, gid: stat.gid };
}

function candidatesForRoot(binaries: Binaries): SystemUser[] {
  // Elsewhere nobody has another number, and there are no namespaces.
  const linux = process.platform === 'linux';
  const { uid, gid } = statSync(binaries.root);
  return [
    ...(linux ? [nobodyInNamespace] : []),
    ...(uid === 0 ? [] : [become({ uid, gid })]),
    ...(linux ? [become({ uid: nobodyId, gid: nobodyId })] : []),
  ];
}

function canRun(user: SystemUser, postgres: string, env: NodeJS.ProcessEnv): boolean {
  const [command, ...args] = [...user.prefix, postgres, '--version'];
  return (
    spawnSync(command, args, { ...user.owner, env, cwd: '/', stdio: 'ignore', windowsHide: true }).status ===
    0
  );
}

function rootRefused(binaries: Binaries, owner: number | undefined): EmbeddedPostgresError {
  const who = owner === undefined ? 'nobody' : `the owner of the data (uid ${owner})`;
  return new EmbeddedPostgresError(
    'root_refused',
    `PostgreSQL does not run as root, and ${who} cannot run ${binaries.postgres} either: start the program as ` +
      `an ordinary user, open the folders above it to passage (chmod o+x), ${ownServerAdvice}.`,
  );
}

function unusable(binaries: Binaries, env: NodeJS.ProcessEnv): EmbeddedPostgresError {
  const { error, stderr } = spawnSync(binaries.postgres, ['--version'], { env, encoding: 'utf8' });
  const detail = errnoOf(error) ?? stderr.trim().split('\n').at(-1) ?? '';
  return new EmbeddedPostgresError(
    'binaries_unusable',
    `${binaries.postgres} does not run here (${detail}): it needs a system with glibc and may not lie on a disk ` +
      `mounted noexec; install again in ${dirname(binaries.root)}, ${ownServerAdvice}.`,
  );
}
