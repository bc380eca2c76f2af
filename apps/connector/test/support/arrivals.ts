import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ReadItem, sha256Of } from './real-server.ts';

const letters = 'Some text, as people write it, that is read again in the end. ';

/** Files that come into a folder bit by bit, of every kind: and what a member has to read of them. */
export class Arrivals {
  readonly folder: string;
  readonly expected: ReadItem[] = [];
  readonly #random: () => number;
  #count = 0;

  constructor(folder: string, random: () => number) {
    this.folder = folder;
    this.#random = random;
  }

  get fileCount(): number {
    return this.#count;
  }

  /** Writes some more files. */
  async arrive(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) await this.#writeNext();
  }

  async #writeNext(): Promise<void> {
    const number = this.#count;
    this.#count += 1;
    const name = String(number).padStart(3, '0');
    const inFolder = `part-${number % 3}`;
    if (number % 12 === 3) {
      await this.#write(`${inFolder}/${name}.bin`, this.#bytes(1_200_000 + number));
    } else if (number % 12 === 6) {
      await this.#writeMailbox(`${inFolder}/${name}.mbox`, name);
    } else if (number % 12 === 9) {
      await this.#write(`${inFolder}/${name}.empty`, new Uint8Array());
    } else {
      const length = 1 + Math.floor(this.#random() * 4_000);
      await this.#write(`${inFolder}/${name}.txt`, Buffer.from(letters.repeat(65).slice(0, length)));
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    await this.#put(path, bytes);
    const fileName = path.slice(path.indexOf('/') + 1);
    this.#expect(`in/${path}`, fileName, bytes);
  }

  async #writeMailbox(path: string, name: string): Promise<void> {
    const messages = [1, 2, 3].map((part) => `Subject: ${name} ${part}\n\nMessage ${part}\n`);
    const box = messages.map((message, at) => `From a@x.test Thu Jan  1 00:00:0${at} 1970\n${message}\n`);
    await this.#put(path, Buffer.from(box.join('')));
    for (const [at, message] of messages.entries())
      this.#expect(`in/${path}/${name}-${at + 1}.eml`, `${name} ${at + 1}`, Buffer.from(message));
  }

  async #put(path: string, bytes: Uint8Array): Promise<void> {
    const whole = join(this.folder, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, bytes);
  }

  #expect(name: string, title: string, bytes: Uint8Array): void {
    this.expected.push({ name, title, size: bytes.length, sha256: sha256Of(bytes) });
  }

  #bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) bytes[at] = Math.floor(this.#random() * 256);
    return bytes;
  }
}

/** Mulberry32: the same numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
