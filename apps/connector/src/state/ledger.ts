import { type Hmac, createHmac } from 'node:crypto';
import { open } from 'node:fs/promises';
import { privateFileMode, readIfThere } from './durable-files.ts';
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
 * What was delivered, as an append-only file of keyed digests. A record that a crash cut off is dropped when the file
 * is opened; a record that stands in it twice does no harm. Takes about 100 MB of memory for a million records.
 */
export class Ledger {
  readonly #path: string;
  readonly #secret: Uint8Array;
  readonly #delivered: Set<Digest>;

  private constructor(path: string, secret: Uint8Array, delivered: Set<Digest>) {
    this.#path = path;
    this.#secret = secret;
    this.#delivered = delivered;
  }

  static async open(state: StateFolder, secret: Uint8Array): Promise<Ledger> {
    const content = (await readIfThere(state.ledger)) ?? Buffer.alloc(0);
    const delivered = new Set<Digest>();
    for (let at = 0; at + digestBytes <= content.length; at += digestBytes) {
      delivered.add(content.toString('base64url', at, at + digestBytes) as Digest);
    }
    return new Ledger(state.ledger, secret, delivered);
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
    if (fresh.length > 0)
      await this.#append(Buffer.concat(fresh.map((digest) => Buffer.from(digest, 'base64url'))));
    for (const digest of fresh) this.#delivered.add(digest);
  }

  async #append(records: Buffer): Promise<void> {
    const file = await open(this.#path, 'a', privateFileMode);
    try {
      const { size } = await file.stat();
      if (size % digestBytes !== 0) await file.truncate(size - (size % digestBytes));
      await file.writeFile(records);
      await file.sync();
    } finally {
      await file.close();
    }
  }
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
