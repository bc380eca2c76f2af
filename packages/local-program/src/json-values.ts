/** Readers of parsed JSON that throw when it is not what was expected. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function requireText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}

export function requireInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError('no integer');
  return value;
}

export function requireList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}

export function requireObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return value as JsonObject;
}
