import type { Endpoint } from '@commonseal/protocol/api';
import { endpoints } from '@commonseal/protocol/api';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

/** The smallest value that a schema of the protocol allows; arrays have at least one member, so that it is seen. */
export function sampleOf(schema: unknown): unknown {
  const { anyOf, properties, items, minItems = 0, minimum = 0, minLength = 0, ...rest } = schema as Schema;
  if (rest.const !== undefined) return rest.const;
  if (rest.enum) return rest.enum[0];
  if (anyOf) return sampleOf(anyOf[0]);
  if (properties) {
    const required = Object.entries(properties).filter(([name]) => rest.required?.includes(name));
    return Object.fromEntries(required.map(([name, property]) => [name, sampleOf(property)]));
  }
  if (items) return Array.from({ length: Math.max(1, minItems) }, () => sampleOf(items));
  if (rest.type === 'integer' || rest.type === 'number') return Math.max(0, minimum);
  if (rest.type === 'boolean') return false;
  if (rest.type === 'string')
    return rest.pattern === undefined ? 'a@b'.padEnd(minLength, 'c') : 'A'.repeat(minLength);
  throw new TypeError('a schema of an unknown kind');
}

/** Copies of a value, each with one field too many in one of its objects. */
export function withUnknownFields(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((member, at) =>
      withUnknownFields(member).map((changed) => value.with(at, changed) as unknown),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    withUnknownFields(member).map((changed) => ({ ...value, [name]: changed })),
  );
  return [{ ...value, unknownField: 1 }, ...inner];
}

export interface NamedEndpoint {
  readonly name: string;
  readonly endpoint: Endpoint;
}

export const allEndpoints: readonly NamedEndpoint[] = Object.entries(endpoints).map(([name, endpoint]) => ({
  name,
  endpoint,
}));

/** Path parameters that satisfy the schema; `known` replaces the made-up ones. */
export function paramsOf(
  { params }: Endpoint,
  known: Readonly<Record<string, string>> = {},
): Record<string, string | number> {
  if (!params) return {};
  const sample = sampleOf(params) as Record<string, string | number>;
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, known[name] ?? value]));
}

export function queryOf({ query }: Endpoint): Record<string, string | number> {
  return query ? (sampleOf(query) as Record<string, string | number>) : {};
}
