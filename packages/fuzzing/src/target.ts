import type { ErrorCode } from '@commonseal/protocol';
import type { Random } from './random.ts';

/**
 * Bytes that may be allocated while one input is read: `factor` for each byte of it, and `bytes` whatever it is. Counted
 * are all, also those that are free again a moment later: what is held at any time is far less.
 */
export interface MemoryBound {
  readonly factor: number;
  readonly bytes: number;
}

/** A function that turns untrusted bytes or text into a value, and what it may do. */
export interface Target {
  /** Also the name of its folder of cases. */
  readonly name: string;
  /** Buffers and heap, each for itself. */
  readonly memory: MemoryBound;
  /** Codes of the errors that it may throw; everything else is a fault. */
  readonly refusals: readonly ErrorCode[];
  /** Inputs that must at least have been run for each second of its time. */
  readonly floorPerSecond: number;
  /** Milliseconds that it may take whatever the input is; see `timeLimitMs`. */
  readonly baseMs?: number;
  /** Two seconds for each MiB where nothing is said. */
  readonly msPerMiB?: number;
  readonly maxBytes?: number;
  readonly dictionary?: readonly string[];
  /** Whether its time must be linear in inputs that repeat themselves. */
  readonly isText?: boolean;
  /** How large the repeating inputs get that its time is measured with. */
  readonly growthBytes?: number;
  prepare(): Promise<PreparedTarget>;
}

export interface PreparedTarget {
  /** Made by the real code; each of them must be accepted. */
  readonly samples: readonly Uint8Array[];
  /** Good to mutate, but not always accepted. */
  readonly seeds?: readonly Uint8Array[];
  /** An input from the format itself, with hostile values in it. */
  generate?(random: Random): Uint8Array;
  /**
   * Reads the input. @returns why the rules turned it down; nothing when it was accepted
   * @throws WrongResult when it was accepted or read in a way that it must not be
   */
  run(input: Uint8Array): Promise<string | void> | string | void;
}

/** Something was accepted that must not be, or came out as something else than it says. */
export class WrongResult extends Error {
  override readonly name = 'WrongResult';
}

export function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new WrongResult(otherwise);
}

export const defaultMaxBytes = 64 * 1024;

/** No input takes longer. */
export function timeLimitMs(target: Target, inputBytes: number): number {
  return (target.baseMs ?? 250) + ((target.msPerMiB ?? 2_000) * inputBytes) / 2 ** 20;
}
