import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';

/** `sun_path` has 108 bytes on Linux, one of them the ending zero. */
export const maxSocketPathBytes = 107;
const name = 'keyholder.sock';
const jobsName = 'jobs.sock';

export interface SocketPlace {
  /** Nobody but its owner may enter it. */
  readonly folder: string;
  readonly path: string;
  /** Whether the folder is the state folder. Another one goes with the last login, or with the machine's start. */
  readonly isInState: boolean;
  /** Members of this group may enter the folder and use the socket, and change neither. */
  readonly group?: number;
}

/**
 * The socket lies in the state folder, or where its path would be too long for one, in a folder of its own below
 * $XDG_RUNTIME_DIR.
 * @returns undefined when both are too long
 */
export function socketPlace(state: StateFolder, environment: NodeJS.ProcessEnv): SocketPlace | undefined {
  const own = { folder: state.path, path: socketIn(state.path), isInState: true };
  if (fits(own)) return own;
  const runtime = environment['XDG_RUNTIME_DIR'];
  if (runtime !== undefined && runtime.startsWith('/')) {
    const digest = createHash('sha256').update(state.path, 'utf8').digest('hex').slice(0, 16);
    const folder = join(runtime, `commonseal-worker-${digest}`);
    const other = { folder, path: socketIn(folder), isInState: false };
    if (fits(other)) return other;
  }
  return undefined;
}

/** Where jobs ask: beside the operators' socket, unless a folder was named that a group may enter. */
export function jobsPlace(
  operators: SocketPlace,
  shared?: { readonly folder: string; readonly group: number },
): SocketPlace {
  const folder = shared?.folder ?? operators.folder;
  const place = { ...operators, ...shared, folder, path: join(folder, jobsName) };
  if (fits(place)) return place;
  throw new Stop('state_unusable', `The path of the folder is too long for a socket in it: ${folder}.`);
}

/** @throws Stop `state_unusable` when a socket fits nowhere */
export function requireSocketPlace(state: StateFolder, place: SocketPlace | undefined): SocketPlace {
  if (place) return place;
  throw new Stop(
    'state_unusable',
    `The path of the state folder is too long for a socket in it (${Buffer.byteLength(socketIn(state.path))} bytes, and ` +
      `${maxSocketPathBytes} at most): ${state.path}. Choose a shorter one with --state, or set XDG_RUNTIME_DIR to a short ` +
      'folder that only you may enter, for this and all other commands.',
  );
}

function socketIn(folder: string): string {
  return join(folder, name);
}

function fits({ path }: SocketPlace): boolean {
  return Buffer.byteLength(path) <= maxSocketPathBytes;
}
