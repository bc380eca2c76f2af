export type JsonValue =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A number as it was written, where JavaScript's numbers would change it: long account numbers, for example. */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** As the browser's parser hands it to a reviver; older ones do not. */
interface Context {
  readonly source?: string;
}

/** @throws SyntaxError when it is not JSON, RangeError when it is nested too deeply */
export function parseJson(text: string): JsonValue {
  const revive = (_name: string, value: unknown, context?: Context): unknown => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && String(value) !== source
      ? new ExactNumber(source)
      : value;
  };
  return JSON.parse(text.replace(/^\ufeff/, ''), revive) as JsonValue;
}

export function isObject(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** What is no list and no object, as text. */
export function scalarText(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.digits;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
