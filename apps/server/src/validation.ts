import { CommonsealError } from '@commonseal/protocol';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

const decimal = /^(?:0|-?[1-9]\d{0,15})$/;

/**
 * Path and query parameters arrive as text. Where the schema wants an integer, a decimal number in its one spelling is
 * taken for it; anything else is left as it is and fails the schema.
 */
function withIntegers(schema: TSchema, value: unknown): unknown {
  const properties = Reflect.get(schema, 'properties') as Record<string, { type?: string }> | undefined;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, text]: [string, unknown]) => {
    const isInteger =
      properties?.[name]?.type === 'integer' && typeof text === 'string' && decimal.test(text);
    return [name, isInteger ? Number(text) : text];
  });
  return Object.fromEntries(entries);
}

/**
 * The validator of requests: the same library and schemas by which clients check replies. Nothing is coerced but
 * numbers in addresses, nothing is removed, nothing filled in; every schema is closed, so unknown fields are refused.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isInAddress = httpPart === 'params' || httpPart === 'querystring';
  return (received) => {
    const value = isInAddress ? withIntegers(schema, received) : received;
    // Which field was wrong stays untold: the text could quote it, and our own clients never send such requests.
    if (!validator.Check(value))
      return { error: new CommonsealError('invalid_request', 'not as the schema says') };
    return { value };
  };
};
