import { Type, type Static } from 'typebox';
import { serverErrorCodes } from '../errors.ts';
import { closed } from './fields.ts';

/** The body of every answer that is not a success. */
export const ErrorReply = closed({
  code: Type.Enum([...serverErrorCodes]),
  requestId: Type.String({ maxLength: 64 }),
});
export type ErrorReply = Static<typeof ErrorReply>;
