import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endPostmaster } from '../postmaster.ts';
import { readPostmasterFile } from '../postmaster-file.ts';
import { isMarkAlive, processMark } from '../process-mark.ts';
import { prepareInstallation } from '../installation.ts';
import { startTuned } from '../start.ts';
import { temporaryRoot } from './temporary-folder.ts';

export interface TestCluster {
  /** Of a superuser. */
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Where the tests find the cluster. */
export const clusterVariable = 'COMMONSEAL_TEST_DATABASE_URL';

const prefix = 'commonseal-test-postgres-';

/** What a loss of power would do to it does not matter: the folder goes with the cluster. */
const unsafeButFast = {
  sync: false,
  settings: {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_wal_size: '256MB',
    max_connections: '200',
    autovacuum: 'off',
  },
};

/**
 * Starts a cluster in a fresh temporary folder, for a whole test run, and puts its address into the environment,
 * from where the test processes inherit it. Stopping it removes the folder.
 */
export async function startTestCluster(): Promise<TestCluster> {
  await removeAbandonedClusters();
  const folder = mkdtempSync(join(temporaryRoot(), `${prefix}${processMark(process.pid)}-`));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const cluster = await startTuned({ dataDirectory: join(folder, 'postgres') }, unsafeButFast).catch(
    (error: unknown) => {
      removeFolder();
      throw error;
    },
  );
  const before = process.env[clusterVariable];
  process.env[clusterVariable] = cluster.connectionString;
  return {
    connectionString: cluster.connectionString,
    async stop() {
      await cluster.stop();
      if (before === undefined) delete process.env[clusterVariable];
      else process.env[clusterVariable] = before;
      removeFolder();
    },
  };
}

/** A test run that was killed leaves its cluster running; the next run clears it away. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of readdirSync(temporaryRoot())) {
    const mark = name.startsWith(prefix) ? /^\d+-\d+/.exec(name.slice(prefix.length))?.[0] : undefined;
    if (mark === undefined || isMarkAlive(mark)) continue;
    const folder = join(temporaryRoot(), name);
    try {
      const installation = prepareInstallation(join(folder, 'postgres'));
      const pid = readPostmasterFile(installation.paths.data)?.pid;
      if (pid !== undefined) await endPostmaster(installation, pid);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Another user's, or another run is at it: not ours to clear.
    }
  }
}
