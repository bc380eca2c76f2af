import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionParts } from './connection.ts';
import { lastPort, loopback, superuser } from './connection.ts';
import { tryDatabase } from './database.ts';
import { EmbeddedPostgresError, explainOutput, ownServerAdvice } from './errors.ts';
import type { Installation } from './installation.ts';
import { passwordLost } from './password-file.ts';
import type { PostmasterFile } from './postmaster-file.ts';
import { isPostmasterOf, readPostmasterFile, removeMisleading } from './postmaster-file.ts';
import type { SpawnedPostmaster } from './postmaster.ts';
import { findFreePort, spawnPostmaster } from './postmaster.ts';

export interface Goal {
  readonly password: string;
  readonly database: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly tell: (message: string) => void;
  /** Told of each server that is started on the way, whatever becomes of it. */
  readonly onSpawn: (pid: number) => void;
}

export interface Reached {
  readonly pid: number;
  readonly connection: ConnectionParts;
}

const pollMs = 10;
const afterEndMs = 100;
/** For a server that is dying, or children of a dead one that still hold its memory. */
const dyingMs = 10_000;
/** For a server that was told to stop and is writing its last checkpoint. */
const stoppingMs = 60_000;
const tellEveryMs = 10_000;

/**
 * Comes to a server that answers on this data: the one that runs already, whoever started it, or a new one.
 * PostgreSQL's own lock, postmaster.pid, decides between several launchers: whose server finds it taken ends,
 * and its launcher comes to the other's.
 */
export async function reachServer(installation: Installation, goal: Goal): Promise<Reached> {
  const { paths } = installation;
  const waiting = new Waiting(goal.tell);
  let spawned: SpawnedPostmaster | undefined;
  let wantedPort = lastPort(paths);
  for (; ; await delay(pollMs)) {
    const file = readPostmasterFile(paths.data);
    const running = file?.pid !== undefined && isPostmasterOf(paths.data, file.pid) ? file : undefined;
    const output = spawned?.endedWith();
    if (output !== undefined) {
      spawned = undefined;
      if (running === undefined && !mayPass(output)) throw explainOutput(output, paths.data, paths.log);
      // Somebody may have taken the port between our look and the server's.
      if (/Address already in use/.test(output)) wantedPort = undefined;
      waiting.sawEnd(() => explainEnd(output, installation));
      await delay(afterEndMs);
    }
    if (running !== undefined) {
      const reached = await tryRunning(running, goal, () => passwordLost(paths));
      if (reached !== undefined) return reached;
      waiting.on(running, () => stillRunning(installation, running));
    } else if (spawned === undefined) {
      if (file !== undefined) removeMisleading(paths.data, file);
      spawned = spawnPostmaster(installation, await findFreePort(wantedPort), goal.settings);
      if (spawned.pid !== undefined) goal.onSpawn(spawned.pid);
    }
  }
}

async function tryRunning(file: PostmasterFile, goal: Goal, lost: () => Error): Promise<Reached | undefined> {
  if (file.pid === undefined || file.status !== 'ready') return undefined;
  const { password, database } = goal;
  const connection = { host: loopback, port: file.port, user: superuser, password, database };
  const answer = await tryDatabase(connection);
  if (answer === 'wrong_password') throw lost();
  return answer === 'ready' ? { pid: file.pid, connection } : undefined;
}

/** Whether what ended a server at its start may be over in a moment. */
function mayPass(output: string): boolean {
  return /lock file "postmaster.pid"|pre-existing shared memory block|Address already in use/.test(output);
}

function explainEnd(output: string, { paths }: Installation): Error {
  if (/Address already in use/.test(output)) return explainOutput(output, paths.data, paths.log);
  return new EmbeddedPostgresError(
    'still_running',
    `Processes of a PostgreSQL that has died still use ${paths.data}: wait until they have ended, or end them, ` +
      'and start again. Nothing is lost.',
  );
}

function stillRunning({ paths }: Installation, { pid }: PostmasterFile): Error {
  return new EmbeddedPostgresError(
    'still_running',
    `Another PostgreSQL (process ${pid}) uses ${paths.data} but does not answer: wait until it has ended, or ` +
      `end it (kill -INT ${pid}), and start again, ${ownServerAdvice}. Nothing is lost.`,
  );
}

/** Who is waited for, since when, and when that is enough. */
class Waiting {
  readonly #tell: (message: string) => void;
  #state = '';
  #since = Date.now();
  #toldAt = Date.now();
  #firstEndAt: number | undefined;

  constructor(tell: (message: string) => void) {
    this.#tell = tell;
  }

  sawEnd(explain: () => Error): void {
    this.#firstEndAt ??= Date.now();
    if (Date.now() - this.#firstEndAt > dyingMs) throw explain();
  }

  on({ pid, status }: PostmasterFile, explain: () => Error): void {
    const now = Date.now();
    const state = `${pid} ${status}`;
    if (state !== this.#state) {
      this.#state = state;
      this.#since = now;
      this.#toldAt = now;
      if (status === 'stopping') this.#tell('Waiting for the database that is being stopped …');
    }
    // Recovery takes as long as it takes; ending it would only have it begin again.
    if (status === 'starting') this.#report(now);
    else if (now - this.#since > (status === 'stopping' ? stoppingMs : dyingMs)) throw explain();
  }

  #report(now: number): void {
    if (now - this.#toldAt < tellEveryMs) return;
    this.#toldAt = now;
    this.#tell('The database is checking what was written before it was interrupted …');
  }
}
