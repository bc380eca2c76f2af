import { mkdirSync } from 'node:fs';
import type { Binaries } from './binaries.ts';
import { findBinaries } from './binaries.ts';
import type { ClusterPaths } from './cluster-paths.ts';
import { clusterPaths, removeAbandoned } from './cluster-paths.ts';
import { linkLibraries } from './library-links.ts';
import type { SystemUser } from './system-user.ts';
import { chooseSystemUser, handOver } from './system-user.ts';

/** What is to be run, by whom, on which folder. */
export interface Installation {
  readonly binaries: Binaries;
  readonly paths: ClusterPaths;
  readonly user: SystemUser;
  readonly environment: Readonly<Record<string, string>>;
}

export function prepareInstallation(dataDirectory: string): Installation {
  const paths = clusterPaths(dataDirectory);
  const created = mkdirSync(paths.parent, { recursive: true, mode: 0o700 });
  removeAbandoned(paths);
  const binaries = findBinaries();
  const environment = { ...bareEnvironment(), ...linkLibraries(binaries.root, paths.libraries) };
  const user = chooseSystemUser(paths.data, binaries, environment);
  if (created !== undefined) handOver(created, user.keeper);
  return { binaries, paths, environment, user };
}

/** Nothing of ours is passed on: our environment may hold secrets, or variables that PostgreSQL obeys. */
function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'ComSpec', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Messages in English, for explainOutput and because the binaries hold no others.
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
