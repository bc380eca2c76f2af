import { resolve } from 'node:path';
import type { ConnectionParts } from './connection.ts';
import { connectionString, writeConnection } from './connection.ts';
import { explainFailure } from './errors.ts';
import type { Installation } from './installation.ts';
import { prepareInstallation } from './installation.ts';
import type { Claim } from './launchers.ts';
import { claimServer } from './launchers.ts';
import { keepLogBounded } from './log-file.ts';
import { createCluster, hasCluster } from './new-cluster.ts';
import { requirePassword } from './password-file.ts';
import { endPostmaster } from './postmaster.ts';
import type { Reached } from './reach.ts';
import { reachServer } from './reach.ts';
import { handOver } from './system-user.ts';

export interface EmbeddedPostgresOptions {
  /** Created when missing. The password, the log and `connection.json` lie beside it. */
  readonly dataDirectory: string;
  /** Told what takes long, in plain words. */
  readonly onProgress?: (message: string) => void;
  /** Created when missing; `commonseal` when left out. */
  readonly database?: string;
}

export interface EmbeddedPostgres {
  /** `postgres://user:password@127.0.0.1:port/database` of a superuser. Holds the password: not for logs. */
  readonly connectionString: string;
  readonly connect: ConnectionParts;
  /**
   * Ends the server in order and waits until it is gone, whether this launcher started it or came to one that
   * ran already because its launcher was killed. As long as another live launcher uses the same server, it is
   * left running, and ends with the last of them. May be called more than once.
   */
  stop(): Promise<void>;
}

/** What only tests change: they trade safety against loss of power for speed. */
export interface Tuning {
  readonly sync: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Runs PostgreSQL 18 on a folder, reachable from this machine only and by password only. Returns when it answers
 * and the database exists. A server that already runs on the folder is taken over instead.
 *
 * The folder must not be shared between machines or containers that run at the same time: their processes cannot
 * see each other.
 *
 * @throws EmbeddedPostgresError
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startTuned(options, { sync: true, settings: {} });
}

export async function startTuned(
  options: EmbeddedPostgresOptions,
  tuning: Tuning,
): Promise<EmbeddedPostgres> {
  const { dataDirectory, onProgress: tell = () => undefined, database = 'commonseal' } = options;
  try {
    // Before anything is written: a folder that is not ours is left as it is.
    hasCluster(resolve(dataDirectory));
    const installation = prepareInstallation(dataDirectory);
    const { paths, user } = installation;
    const claim = claimServer(paths.launchers, user.keeper);
    let spawnedPid: number | undefined;
    const onSpawn = (pid: number) => (spawnedPid = pid);
    try {
      const password = requirePassword(paths, hasCluster(paths.data), user.keeper);
      if (!hasCluster(paths.data)) {
        tell('Creating the database; this happens once and takes a few seconds …');
        await createCluster(installation, password, tuning.sync);
      }
      handOver(paths.data, user.owner);
      const reached = await reachServer(installation, {
        password,
        database,
        settings: tuning.settings,
        tell,
        onSpawn,
      });
      writeConnection(paths, reached.connection, user.keeper);
      return handle(installation, claim, reached);
    } catch (error) {
      await leave(installation, claim, spawnedPid);
      throw error;
    }
  } catch (error) {
    throw explainFailure(error, resolve(dataDirectory));
  }
}

function handle(installation: Installation, claim: Claim, { pid, connection }: Reached): EmbeddedPostgres {
  const endLogCare = keepLogBounded(installation.paths.log);
  const stop = async () => {
    endLogCare();
    if (!claim.release()) await endPostmaster(installation, pid);
  };
  let stopped: Promise<void> | undefined;
  return {
    connectionString: connectionString(connection),
    connect: connection,
    stop: () => (stopped ??= stop()),
  };
}

/** After a start that failed: a server started for it would go on without anybody to stop it. */
async function leave(installation: Installation, claim: Claim, pid: number | undefined): Promise<void> {
  if (claim.release() || pid === undefined) return;
  // The reason why the start failed says more than one why the stop does.
  await endPostmaster(installation, pid).catch(() => undefined);
}
