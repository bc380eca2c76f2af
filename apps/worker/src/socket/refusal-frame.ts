import { Type } from 'typebox';

/** What any socket may answer, whatever is asked over it. */
export const socketRefusalCodes = [
  'malformed',
  'unknown_request',
  'too_many_connections',
  'too_slow',
  'ending',
  'state_unusable',
  'internal',
] as const;

const Details = {
  waitMs: Type.Optional(Type.Number({ minimum: 0 })),
  failed: Type.Optional(Type.Integer({ minimum: 0 })),
};

/** An answer, or why there is none. */
export function refusalFrame<C extends readonly string[]>(codes: C) {
  const closed = { additionalProperties: false } as const;
  return Type.Union([
    Type.Object({ answer: Type.Unknown() }, closed),
    Type.Object({ refused: Type.Object({ code: Type.Enum([...codes]), ...Details }, closed) }, closed),
  ]);
}
