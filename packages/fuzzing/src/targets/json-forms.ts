import type { Random } from '../random.ts';

/** As much of a schema as the ones of the API use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
}

/** A value of the schema's form; lists hold `count` each. */
export function valueOf(schema: Schema, count: number): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return valueOf(schema.anyOf[0] ?? {}, count);
  switch (schema.type ?? 'boolean') {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueOf(property, count)]),
      );
    case 'array':
      return Array.from({ length: count }, () => valueOf(schema.items ?? {}, count));
    case 'string':
      return 'A'.repeat(schema.minLength ?? 4);
    case 'integer':
      return Math.max(1, schema.minimum ?? 0);
    default:
      return true;
  }
}

const oddities: readonly (() => string)[] = [
  () => 'null',
  () => '-0',
  () => '1e999',
  () => '0.1',
  () => '9007199254740993',
  () => '""',
  () => '"\\ud800"',
  () => '[]',
  () => '{}',
  () => '{"__proto__":{"length":1}}',
  () => '{"length":4294967295,"0":1}',
  () => '{"toString":1,"toJSON":2,"then":3,"constructor":{"prototype":{}}}',
  () => '['.repeat(5_000) + ']'.repeat(5_000),
  () => '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000),
  () => `[${'0,'.repeat(10_000)}0]`,
  () => `"${'A'.repeat(40_000)}"`,
  () => '['.repeat(20_000),
  () => 'tru',
  () => '\ufeff{}',
];

/** JSON of a value in which one part is replaced by something odd, or named twice, or named oddly. */
export function oddJson(value: unknown, random: Random): string {
  const parts = countParts(value);
  let left = random.below(parts);
  const write = (part: unknown): string => {
    if (left-- === 0) return random.pick(oddities)();
    if (Array.isArray(part)) return `[${part.map(write).join(',')}]`;
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    const fields = Object.entries(part).map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`);
    if (random.chance(6)) fields.push(`"${random.pick(['__proto__', 'constructor', 'length', 'x'])}":{}`);
    if (random.chance(6) && fields[0]) fields.push(fields[0]);
    if (random.chance(6)) fields.pop();
    return `{${fields.join(',')}}`;
  };
  return write(value);
}

function countParts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + countParts(part), 1);
}
