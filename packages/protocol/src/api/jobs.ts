import { Type } from 'typebox';
import { maxJobPartItems, maxJobPartRowBytes, maxJobParts } from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, ShortId, bytesField, closed } from './fields.ts';

const grantParams = closed({ accountId: LongId, grant: Index });
const PartNumber = Type.Integer({ minimum: 0, maximum: maxJobParts - 1 });
const partParams = closed({ accountId: LongId, grant: Index, part: PartNumber });

/** What is handed over to a worker for one job: `grant` is the sequence of the entry that grants it. */
export const jobEndpoints = {
  /** Replaces one that lies there: a bad one keeps no job from being done. */
  putJobPart: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/grants/:grant/parts/:part',
    caller: 'person',
    summary:
      'Hand a part of the keys and headers over for a job that is granted; owners only. Says which items it is about, whose bodies the worker may then fetch.',
    params: partParams,
    body: closed({
      part: bytesField(maxJobPartRowBytes),
      items: Type.Array(closed({ batchId: ShortId, itemId: ShortId }), {
        minItems: 1,
        maxItems: maxJobPartItems,
      }),
    }),
    reply: closed({}),
  }),
  jobParts: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/grants/:grant/parts',
    caller: ['person', 'worker'],
    summary: 'Numbers of the parts that were handed over for a job; a worker asks for its own jobs.',
    params: grantParams,
    reply: closed({ parts: Type.Array(Index, { maxItems: maxJobParts }) }),
  }),
  jobPart: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/grants/:grant/parts/:part',
    caller: 'worker',
    summary: 'One part of what was handed over for a job of the caller.',
    params: partParams,
    reply: 'bytes',
  }),
} as const;
