import { getHeapStatistics } from 'node:v8';
import { CommonsealError } from '@commonseal/protocol';
import { allocatedBytes, resetAllocations } from './allocations.ts';
import { type PreparedTarget, type Target, WrongResult, timeLimitMs } from './target.ts';

export type FaultKind =
  | 'unexpected error'
  | 'wrong result'
  | 'sample refused'
  | 'slow'
  | 'not linear'
  | 'memory'
  | 'hang'
  | 'crash';

export interface Fault {
  readonly kind: FaultKind;
  readonly what: string;
}

export interface Verdict {
  /** `accepted`, or why not. */
  readonly outcome: string;
  readonly fault: Fault | undefined;
  readonly tookMs: number;
  /** The greater of buffers and heap. */
  readonly memoryBytes: number;
}

interface Measured {
  readonly outcome: string;
  readonly fault: Fault | undefined;
  readonly tookMs: number;
  readonly bufferBytes: number;
  readonly largestBytes: number;
  readonly heapBytes: number;
}

let unhandled: unknown;
let isListening = false;

/** A promise that nobody waits for counts as the fault of the input that was being read. */
export function listenForUnhandled(): void {
  if (isListening) return;
  isListening = true;
  process.on('unhandledRejection', (error) => {
    unhandled ??= error ?? 'nothing';
  });
}

/** Reads one input and says whether everything about that was as it must be. */
export async function judge(target: Target, prepared: PreparedTarget, input: Uint8Array): Promise<Verdict> {
  let measured = await measure(target, prepared, input);
  // The machine has other work too, and so has the engine: only what comes again is the input's doing.
  for (let again = 0; again < 3 && !measured.fault && boundsFault(target, input, measured); again += 1) {
    globalThis.gc?.();
    measured = smaller(measured, await measure(target, prepared, input));
  }
  const { outcome, tookMs, bufferBytes, heapBytes } = measured;
  const fault = measured.fault ?? boundsFault(target, input, measured);
  return { outcome, fault, tookMs, memoryBytes: Math.max(bufferBytes, heapBytes) };
}

function smaller(left: Measured, right: Measured): Measured {
  return {
    ...right,
    tookMs: Math.min(left.tookMs, right.tookMs),
    bufferBytes: Math.min(left.bufferBytes, right.bufferBytes),
    heapBytes: Math.min(left.heapBytes, right.heapBytes),
  };
}

async function measure(target: Target, prepared: PreparedTarget, input: Uint8Array): Promise<Measured> {
  // A reader that writes into what it was given must not spoil the input that would be kept.
  const given = input.slice();
  const heapBefore = getHeapStatistics().used_heap_size;
  resetAllocations();
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  let outcome: string;
  let fault: Fault | undefined;
  try {
    outcome = (await prepared.run(given)) ?? 'accepted';
  } catch (error) {
    outcome = error instanceof CommonsealError ? `${error.code}: ${error.message}` : 'fault';
    fault = faultOf(target, error);
  }
  const cpu = process.cpuUsage(cpuBefore);
  // What other programs of the machine take is not the input's doing; what really stands still, the watcher sees.
  const tookMs = Math.min(performance.now() - startedMs, (cpu.user + cpu.system) / 1000);
  const { total, largest } = allocatedBytes();
  const heapBytes = Math.max(0, getHeapStatistics().used_heap_size - heapBefore);
  // Node tells of forgotten promises only between two tasks.
  await new Promise((resolve) => setImmediate(resolve));
  if (unhandled !== undefined) {
    fault ??= {
      kind: 'unexpected error',
      what: `in a promise that nobody waits for: ${describe(unhandled)}`,
    };
    unhandled = undefined;
  }
  return { outcome, fault, tookMs, bufferBytes: total, largestBytes: largest, heapBytes };
}

function faultOf(target: Target, error: unknown): Fault | undefined {
  if (error instanceof WrongResult) return { kind: 'wrong result', what: error.message };
  if (error instanceof CommonsealError && target.refusals.includes(error.code)) return undefined;
  return { kind: 'unexpected error', what: describe(error) };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const place = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim() ?? '';
  const code = error instanceof CommonsealError ? ` (${error.code})` : '';
  return `${error.name}${code}: ${error.message.slice(0, 200)} ${place}`;
}

function boundsFault(target: Target, input: Uint8Array, measured: Measured): Fault | undefined {
  const { tookMs, bufferBytes, largestBytes, heapBytes } = measured;
  const limitMs = timeLimitMs(target, input.length);
  if (tookMs > limitMs) {
    const what = `${Math.round(tookMs)} ms for ${input.length} bytes; at most ${Math.round(limitMs)} are stated`;
    return { kind: 'slow', what };
  }
  const { factor, bytes } = target.memory;
  const bound = factor * input.length + bytes;
  if (Math.max(bufferBytes, heapBytes) <= bound) return undefined;
  const what =
    `${bufferBytes} bytes of buffers (the largest ${largestBytes}) and ${heapBytes} of heap ` +
    `for ${input.length} bytes; at most ${Math.round(bound)} are stated`;
  return { kind: 'memory', what };
}
