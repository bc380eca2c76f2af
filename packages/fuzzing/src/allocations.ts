/**
 * Counts the bytes of all buffers that are made by name (`new Uint8Array(n)`, `slice`): what a length field of 4 GiB
 * would ask for is seen even where the system hands memory out only when it is written to.
 */
let total = 0;
let largest = 0;
/** More is refused at once, so that the fault is told and not the machine stopped. */
const refusedFromBytes = 512 * 1024 * 1024;

function count(bytes: number): void {
  total += bytes;
  largest = Math.max(largest, bytes);
  if (bytes >= refusedFromBytes) throw new RangeError(`an allocation of ${bytes} bytes`);
}

export function resetAllocations(): void {
  total = 0;
  largest = 0;
}

export function allocatedBytes(): { readonly total: number; readonly largest: number } {
  return { total, largest };
}

const typedArrays = [
  'Uint8Array',
  'Int8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

let isInstalled = false;

/** Before the code that is looked at is loaded: it may take the constructors' values when it is. */
export function countAllocations(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const name of typedArrays) watch(name, globalThis[name].BYTES_PER_ELEMENT);
  watch('ArrayBuffer', 1);
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as { slice: Uint8Array['slice'] };
  const { slice } = prototype;
  prototype.slice = function countedSlice(this: Uint8Array, ...range: [number?, number?]) {
    const copy = slice.apply(this, range);
    count(copy.byteLength);
    return copy;
  };
}

function watch(name: (typeof typedArrays)[number] | 'ArrayBuffer', elementBytes: number): void {
  const original = globalThis[name] as unknown as new (...args: unknown[]) => object;
  const watched: typeof original = new Proxy(original, {
    construct(target, args, newTarget): object {
      count(requestedBytes(args[0], elementBytes));
      return Reflect.construct(target, args, newTarget === watched ? target : newTarget);
    },
  });
  Object.defineProperty(globalThis, name, { value: watched, writable: true, configurable: true });
}

function requestedBytes(first: unknown, elementBytes: number): number {
  if (typeof first === 'number') return Number.isFinite(first) ? Math.max(0, first) * elementBytes : 0;
  if (typeof first !== 'object' || first === null || first instanceof ArrayBuffer) return 0;
  const { length } = first as { length?: unknown };
  return typeof length === 'number' ? length * elementBytes : 0;
}
