import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ClusterPaths } from './cluster-paths.ts';
import { temporaryPath } from './cluster-paths.ts';
import type { Owner } from './system-user.ts';
import { handOver } from './system-user.ts';

export interface ConnectionParts {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const loopback = '127.0.0.1';
export const superuser = 'commonseal';

export function connectionString({ host, port, user, password, database }: ConnectionParts): string {
  const encode = encodeURIComponent;
  return `postgres://${encode(user)}:${encode(password)}@${host}:${port}/${encode(database)}`;
}

/** Writes where the server listens down for programs that run beside this one. It is replaced as a whole. */
export function writeConnection(
  paths: ClusterPaths,
  parts: ConnectionParts,
  keeper: Owner | undefined,
): void {
  const temporary = temporaryPath(paths);
  writeFileSync(temporary, `${JSON.stringify(parts, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  handOver(temporary, keeper);
  renameSync(temporary, paths.connection);
}

/** The port of the last time, to be taken again if it is free: programs that remember it find the server. */
export function lastPort(paths: ClusterPaths): number | undefined {
  try {
    const { port } = JSON.parse(readFileSync(paths.connection, 'utf8')) as { port?: unknown };
    return Number.isInteger(port) ? (port as number) : undefined;
  } catch {
    return undefined;
  }
}
