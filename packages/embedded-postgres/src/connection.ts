import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type ClusterPaths, clusterPaths } from './cluster-paths.ts';
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

/**
 * Where the server on this data listens, as it was written down when that started.
 * @returns undefined when none was ever started there
 * @throws an error of the system when the file may not be read, which holds a password
 */
export function writtenConnection(dataDirectory: string): ConnectionParts | undefined {
  try {
    const parts: unknown = JSON.parse(readFileSync(clusterPaths(dataDirectory).connection, 'utf8'));
    return isConnection(parts) ? parts : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isConnection(value: unknown): value is ConnectionParts {
  if (typeof value !== 'object' || value === null) return false;
  const { host, port, user, password, database } = value as Partial<Record<keyof ConnectionParts, unknown>>;
  return Number.isInteger(port) && [host, user, password, database].every((part) => typeof part === 'string');
}
