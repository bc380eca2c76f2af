import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import { openPool } from '../queue/database.ts';
import { requireDatabasePlace } from '../queue/database-place.ts';
import { prepareSchema } from '../queue/schema.ts';
import { isDatabaseAway } from '../queue/trouble.ts';
import { type SocketPlace, jobsPlace, requireSocketPlace } from '../socket/socket-path.ts';
import { Stop } from '../stop.ts';
import type { CommandContext } from './command.ts';

/** What the commands about jobs take besides. */
export interface WorkContext extends Pick<CommandContext, 'state' | 'socket' | 'output'> {
  readonly environment: NodeJS.ProcessEnv;
  /** Where the keyholder was told to let jobs ask; undefined for its own folder. */
  readonly jobsFolder: string | undefined;
}

/** The keyholder's socket for jobs. @throws Stop `state_unusable` */
export async function jobsSocket({ state, socket, jobsFolder }: WorkContext): Promise<SocketPlace> {
  const own = () => jobsPlace(requireSocketPlace(state, socket));
  if (jobsFolder === undefined) return own();
  try {
    const { gid } = await stat(jobsFolder);
    return { folder: jobsFolder, path: join(jobsFolder, 'jobs.sock'), isInState: false, group: gid };
  } catch (error) {
    throw new Stop('state_unusable', `The folder ${jobsFolder} is not there, or may not be looked at.`, {
      cause: error,
    });
  }
}

export async function withKeyholder<T>(
  context: WorkContext,
  work: (keyholder: KeyholderConnection) => Promise<T>,
): Promise<T> {
  const keyholder = new KeyholderConnection(await jobsSocket(context));
  try {
    return await work(keyholder);
  } finally {
    keyholder.close();
  }
}

/** For one command. @throws Stop `database_unusable` */
export async function withQueue<T>(
  { environment }: WorkContext,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const pool = openPool(requireDatabasePlace(environment), 4);
  try {
    await prepareSchema(pool);
    return await work(pool);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    throw new Stop(
      'database_unusable',
      "The jobs' database cannot be reached. See whether it runs, and whether DATABASE_URL or COMMONSEAL_DATA name the one of the server.",
      { cause: error },
    );
  } finally {
    await pool.end();
  }
}
