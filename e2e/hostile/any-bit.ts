import type { HostileServer } from './hostile-server.ts';
import { flipBit } from './flip-bit.ts';
import { signedIn } from './signed-in.ts';

/** Turns one bit, chosen once: the same bytes are answered in the same way each time. */
export class AnyBit {
  readonly #share: number;
  readonly #shareOfList: number;
  #flips = 0;

  /** @param random between 0 and 1 */
  constructor(random: () => number) {
    this.#share = random();
    this.#shareOfList = random();
  }

  /** Whether anything was altered at all. */
  get wasUsed(): boolean {
    return this.#flips > 0;
  }

  in(bytes: Uint8Array): Uint8Array {
    this.#flips += 1;
    const place = Math.floor(this.#share * bytes.length * 8);
    return flipBit(bytes, Math.floor(place / 8), place % 8);
  }

  inText = (text: string, encoding: 'base64' | 'base64url' = 'base64url'): string =>
    Buffer.from(this.in(Buffer.from(text, encoding))).toString(encoding);

  /** In one of them. */
  inOneOf(texts: readonly string[], encoding?: 'base64' | 'base64url'): string[] {
    const chosen = Math.floor(this.#shareOfList * texts.length);
    return texts.map((text, at) => (at === chosen ? this.inText(text, encoding) : text));
  }
}

/** Everything that a server hands out on the way from the password to the content. */
export const altered: Readonly<Record<string, (hostile: HostileServer, bit: AnyBit) => void>> = {
  'seal of the user seed': (hostile, bit) =>
    hostile.alter('loginFinish', (answer) => {
      const { credential, ...reply } = signedIn(answer);
      return { ...reply, credential: { ...credential, seal: bit.inText(credential.seal) } };
    }),
  anchor: (hostile, bit) =>
    hostile.alter('loginFinish', (answer) => {
      const { credential, ...reply } = signedIn(answer);
      return { ...reply, credential: { ...credential, anchor: bit.inText(credential.anchor) } };
    }),
  'entry of the user log': (hostile, bit) =>
    hostile.alter('userLog', ({ entries }) => ({ entries: bit.inOneOf(entries) })),
  'own state': (hostile, bit) =>
    hostile.alter('ownState', ({ state, version }) => ({ state: bit.inText(state), version })),
  'entry of the account log': (hostile, bit) =>
    hostile.alter('accountLog', ({ entries, more }, { query }) => ({
      entries: query.has('after') ? entries : bit.inOneOf(entries),
      more,
    })),
  'seal of the account seed': (hostile, bit) =>
    hostile.alter('epochSeals', ({ seals, chainBacks }) => ({
      seals: seals.map(({ epoch, seal }) => ({ epoch, seal: bit.inText(seal) })),
      chainBacks,
    })),
  manifest: (hostile, bit) =>
    hostile.alter('batches', ({ batches, more }) => ({
      batches: batches.map((batch) => ({ ...batch, manifest: bit.inText(batch.manifest) })),
      more,
    })),
  'seal of a batch key': (hostile, bit) =>
    hostile.alter('batches', ({ batches, more }) => ({
      batches: batches.map((batch) => ({ ...batch, seal: bit.inText(batch.seal) })),
      more,
    })),
  'page of headers': (hostile, bit) =>
    hostile.alter('batches', ({ batches, more }) => ({
      batches: batches.map((batch) => ({ ...batch, pages: bit.inOneOf(batch.pages, 'base64') })),
      more,
    })),
  'hashes of chunks': (hostile, bit) => hostile.alter('chunkHashes', (hashes) => bit.in(hashes)),
  chunk: (hostile, bit) => hostile.alter('chunk', (row) => bit.in(row)),
};
