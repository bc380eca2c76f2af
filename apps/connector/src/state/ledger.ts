import { type Hmac, createHmac } from 'node:crypto';
import { readIfThere, replaceDurably, withFile } from '@commonseal/local-program/durable-files';
import type { StateFolder } from './state-folder.ts';

/** Names one delivered thing without telling what it is; base64url. */
export type Digest = string & { readonly digestOf: 'delivered' };

/** Half of HMAC-SHA-256: nobody attacks it, it has to be unique only. */
const digestBytes = 16;

/** What a digest is taken over: the same content in another place is another thing. */
export interface Place {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  /** Number of the message within a mailbox, from 1; 0 for a file as a whole. */
  readonly part: number;
}

/**
 * What was delivered, as keyed digests in two append-only files with the same content. What stands in either of them
 * counts: a record that was damaged is some number that nothing has, and the other file still has the right one. A record
 * that a crash cut off is dropped; one that stands there twice does no harm. Takes about 100 MB of memory for a
 * million records.
 */
export class Ledger {
  readonly #paths: readonly string[];
  readonly #secret: Uint8Array;
  readonly #delivered: Set<Digest>;

  private constructor(paths: readonly string[], secret: Uint8Array, delivered: Set<Digest>) {
    this.#paths = paths;
    this.#secret = secret;
    this.#delivered = delivered;
  }

  static async open(state: StateFolder, secret: Uint8Array): Promise<Ledger> {
    const paths = [state.ledger, state.ledgerCopy];
    const delivered = new Set<Digest>();
    for (const path of paths) addRecords(delivered, await readRecords(path));
    return new Ledger(paths, secret, delivered);
  }

  /**
   * Writes both files anew when they differ. Only under the folder's lock.
   * @returns whether there was damage: that the copy is behind, or not there, is what a crash leaves
   */
  static async restore(state: StateFolder): Promise<boolean> {
    const content = await readRecords(state.ledger);
    const copy = await readRecords(state.ledgerCopy);
    if (content.equals(copy)) return false;
    const digests = new Set<Digest>();
    for (const records of [content, copy]) addRecords(digests, records);
    const whole = Buffer.concat([...digests].map((digest) => Buffer.from(digest, 'base64url')));
    await replaceDurably(state.ledger, whole);
    await replaceDurably(state.ledgerCopy, whole);
    return !content.subarray(0, copy.length).equals(copy);
  }

  get size(): number {
    return this.#delivered.size;
  }

  has(digest: Digest): boolean {
    return this.#delivered.has(digest);
  }

  /** Takes the content piece by piece. */
  startDigest(place: Place): DigestInProgress {
    return new DigestInProgress(createHmac('sha256', this.#secret), place);
  }

  /** On disk when it resolves. */
  async add(digests: readonly Digest[]): Promise<void> {
    const fresh = digests.filter((digest) => !this.#delivered.has(digest));
    if (fresh.length > 0) {
      const records = Buffer.concat(fresh.map((digest) => Buffer.from(digest, 'base64url')));
      for (const path of this.#paths) await append(path, records);
    }
    for (const digest of fresh) this.#delivered.add(digest);
  }
}

async function readRecords(path: string): Promise<Buffer> {
  return (await readIfThere(path)) ?? Buffer.alloc(0);
}

function addRecords(digests: Set<Digest>, records: Buffer): void {
  for (let at = 0; at + digestBytes <= records.length; at += digestBytes)
    digests.add(records.toString('base64url', at, at + digestBytes) as Digest);
}

async function append(path: string, records: Buffer): Promise<void> {
  await withFile(path, 'a', async (file) => {
    const { size } = await file.stat();
    if (size % digestBytes !== 0) await file.truncate(size - (size % digestBytes));
    await file.writeFile(records);
    await file.sync();
  });
}

export class DigestInProgress {
  readonly #hmac: Hmac;

  constructor(hmac: Hmac, { path, part }: Place) {
    this.#hmac = hmac;
    const name = Buffer.from(path, 'utf8');
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(name.length, 0);
    frame.writeUInt32BE(part, 4);
    hmac.update(frame).update(name);
  }

  update(bytes: Uint8Array): void {
    this.#hmac.update(bytes);
  }

  finish(): Digest {
    return this.#hmac.digest().toString('base64url', 0, digestBytes) as Digest;
  }
}
