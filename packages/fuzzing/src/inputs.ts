import { type Material, mutate, systematic } from './mutation.ts';
import { Random } from './random.ts';
import { type PreparedTarget, type Target, defaultMaxBytes } from './target.ts';

const utf8 = new TextEncoder();
/** Numbers that reach their limits, and names that mean something to objects. */
const everywhere = [
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\r\n',
  '\ud83d\ude00',
  '9007199254740993',
];
const mostKept = 64;

/** The inputs of a target, one after the other; the same for the same seed. */
export class Inputs {
  readonly #seed: number;
  readonly #target: Target;
  readonly #prepared: PreparedTarget;
  readonly #material: Material;
  readonly #kept: Uint8Array[] = [];
  readonly #seen = new Set<string>();
  readonly #systematicFrom: number;

  constructor(seed: number, target: Target, prepared: PreparedTarget) {
    this.#seed = seed;
    this.#target = target;
    this.#prepared = prepared;
    this.#material = {
      samples: [...prepared.samples, ...(prepared.seeds ?? [])],
      dictionary: [...everywhere, ...(target.dictionary ?? [])].map((word) => utf8.encode(word)),
      maxBytes: target.maxBytes ?? defaultMaxBytes,
    };
    this.#systematicFrom = new Random(seed, target.name).below(1_000_000);
  }

  get material(): Material {
    return this.#material;
  }

  /** Valid ones first. */
  isSample(number: number): boolean {
    return number < this.#prepared.samples.length;
  }

  random(number: number, what = ''): Random {
    return new Random(this.#seed, `${this.#target.name}/${what}${number}`);
  }

  at(number: number): Uint8Array {
    const sample = this.#prepared.samples[number];
    if (sample) return sample;
    const random = this.random(number);
    const { samples, maxBytes } = this.#material;
    const way = random.below(100);
    if (this.#prepared.generate && way < 40) {
      const generated = this.#prepared.generate(random).slice(0, maxBytes);
      return random.chance(2) ? generated : mutate(generated, random, this.#material);
    }
    if (way < 60) return systematic(samples, this.#systematicFrom + number);
    if (way < 64) return random.bytes(random.skewed(random.chance(8) ? maxBytes : 2_048));
    const start = this.#kept.length > 0 && random.chance(3) ? random.pick(this.#kept) : random.pick(samples);
    return mutate(start, random, this.#material);
  }

  /** An input that was answered as none before it is worth changing further. */
  learn(input: Uint8Array, answer: string): void {
    if (this.#seen.has(answer)) return;
    this.#seen.add(answer);
    if (this.#kept.length < mostKept) this.#kept.push(input);
  }
}
