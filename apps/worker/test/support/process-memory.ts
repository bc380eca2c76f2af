import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** By name. */
export type Secrets = Readonly<Record<string, Uint8Array>>;

/** At a time, with a little of what came before, so that nothing is cut in two. */
const pieceBytes = 4 * 1024 * 1024;
const overlapBytes = 4 * 1024;

/** A secret in the forms in which it could lie about. */
export function formsOf(secret: Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret);
  return new Map([
    ['raw', bytes],
    ['hex', Buffer.from(bytes.toString('hex'))],
    // Without its end, which differs, and without what base64url writes otherwise.
    ['base64', longest(bytes.toString('base64').split(/[+/=]/))],
  ]);
}

function longest(parts: readonly string[]): Buffer {
  return Buffer.from(parts.toSorted((left, right) => right.length - left.length)[0] ?? '');
}

/** Names of the secrets that occur in the bytes, each with its form. */
export function findSecrets(bytes: Buffer, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    [...formsOf(secret)].filter(([, form]) => bytes.includes(form)).map(([form]) => `${name}, ${form}`),
  );
}

/** In what a process shows to others beside its memory. */
export function findShown(pid: number, secrets: Secrets): string[] {
  return ['environ', 'cmdline'].flatMap((name) => findSecrets(readFileSync(`/proc/${pid}/${name}`), secrets));
}

/** In all files of a folder, and of those in it. */
export function findInFiles(folder: string, secrets: Secrets): string[] {
  return readdirSync(folder, { recursive: true }).flatMap((name) => {
    const path = join(folder, String(name));
    return statSync(path).isFile() ? findSecrets(readFileSync(path), secrets) : [];
  });
}

/**
 * Looks through all memory of a process that is in use: heaps, stacks, WebAssembly, and what is closed to the process itself.
 * The system allows it for a process of one's own, below one's own.
 */
export function scanMemory(pid: number, secrets: Secrets): string[] {
  const found = new Set<string>();
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const piece = Buffer.alloc(overlapBytes + pieceBytes);
  let scannedBytes = 0;
  try {
    for (const [from, to] of usedMemory(pid)) {
      let kept = 0;
      for (let at = from; at < to; ) {
        const read = readPiece(memory, piece, { kept, at, length: Math.min(pieceBytes, to - at) });
        if (read === 0) break;
        scannedBytes += read;
        const filled = piece.subarray(0, kept + read);
        for (const name of findSecrets(filled, secrets)) found.add(name);
        kept = Math.min(overlapBytes, filled.length);
        filled.copy(piece, 0, filled.length - kept);
        at += read;
      }
    }
  } finally {
    closeSync(memory);
  }
  // A process of Node's takes tens of megabytes: less means that the scan does not see it.
  if (scannedBytes < 20 * 1024 * 1024) throw new Error(`only ${scannedBytes} bytes could be read`);
  return [...found].toSorted();
}

function readPiece(
  memory: number,
  piece: Buffer,
  { kept, at, length }: { readonly kept: number; readonly at: number; readonly length: number },
): number {
  try {
    return readSync(memory, piece, kept, length, at);
  } catch {
    // The kernel's own pages, and what was given back meanwhile.
    return 0;
  }
}

/** Ranges with any page that is not as a file has it. */
function* usedMemory(pid: number): Generator<readonly [from: number, to: number]> {
  const maps = readFileSync(`/proc/${pid}/smaps`, 'utf8');
  let range: readonly [number, number] | undefined;
  for (const line of maps.split('\n')) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) /.exec(line);
    if (head) range = [Number.parseInt(head[1] ?? '', 16), Number.parseInt(head[2] ?? '', 16)];
    const resident = /^(?:Anonymous|(?:Private|Shared)_Dirty|Swap):\s+(\d+) kB/.exec(line);
    if (!range || !resident || resident[1] === '0') continue;
    yield range;
    range = undefined;
  }
}
