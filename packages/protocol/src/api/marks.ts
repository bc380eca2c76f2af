import { Type } from 'typebox';
import { maxMarksBytes } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, bytesField, closed } from './fields.ts';

const accountParams = closed({ accountId: LongId });
const Marks = bytesField(maxMarksBytes);

export const marksEndpoints = {
  marks: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/marks',
    caller: 'person',
    summary: 'What the caller has read and starred of the account, encrypted; left out when it is as known.',
    params: accountParams,
    query: closed({ known: Index }),
    /** Version 0 until something was marked. */
    reply: closed({ version: Index, marks: Type.Optional(Marks) }),
  }),
  putMarks: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/marks',
    caller: 'person',
    summary: 'Replace them by a later version; refused with marks_conflict when another device was first.',
    params: accountParams,
    body: closed({
      replaces: Index,
      version: Type.Integer({ minimum: 1, maximum: 0xffffffff }),
      marks: Marks,
    }),
    reply: closed({}),
    bodyLimitBytes: 2 * 1024 * 1024,
  }),
} as const;
