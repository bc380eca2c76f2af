import { type Static, Type } from 'typebox';
import {
  maxAccessRecordBytes,
  maxAccessRecords,
  maxItemsOfRun,
  maxResultAnalyserLength,
  maxResultVersionLength,
} from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, ShortId, TimeMs, bytesField, closed } from './fields.ts';

const accountParams = closed({ accountId: LongId });
/** Sealed to the account's members; see 'Access record' in docs/wire-format.md. */
const SealedRecord = bytesField(maxAccessRecordBytes);
const Records = (minItems: number) => Type.Array(SealedRecord, { minItems, maxItems: maxAccessRecords });
const Count = Type.Integer({ minimum: 0, maximum: maxItemsOfRun });

const RunState = Type.Union([
  Type.Literal('running'),
  Type.Literal('paused'),
  Type.Literal('done'),
  Type.Literal('ended'),
]);
export type RunState = Static<typeof RunState>;

/** Why a run waits, or has ended before all was done. */
const RunWhy = Type.Union([
  // Waits: the keyholder's passphrase is needed, or something that it works with is away.
  Type.Literal('sealed'),
  Type.Literal('unavailable'),
  // Has ended.
  Type.Literal('revoked'),
  Type.Literal('expired'),
  Type.Literal('out_of_scope'),
  Type.Literal('cancelled'),
  Type.Literal('failed'),
]);
export type RunWhy = Static<typeof RunWhy>;

/** `done` counts those that failed too. */
const runFields = {
  analyser: Type.String({ minLength: 1, maxLength: maxResultAnalyserLength }),
  version: Type.String({ minLength: 1, maxLength: maxResultVersionLength }),
  total: Count,
  done: Count,
  failed: Count,
  state: RunState,
  why: Type.Optional(RunWhy),
};

/** Runs of one account that are listed, and kept of one worker. */
export const maxRunsListed = 50;

/** What workers tell of their work: what they have read, which members verify, and how far they are, which nobody can. */
export const workEndpoints = {
  accessRecordsNext: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/access-records/next',
    caller: 'worker',
    afterGrant: true,
    summary: 'Index of the access record that the caller is to deliver next for an account.',
    params: accountParams,
    reply: closed({ next: Index }),
  }),
  putAccessRecords: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/access-records',
    caller: 'worker',
    afterGrant: true,
    summary:
      'Deliver access records, from an index on and without a gap. The same again is taken; another one in the place of one that is there is not. They stay when the grant ends.',
    params: accountParams,
    body: closed({ from: Index, records: Records(1) }),
    reply: closed({ next: Index }),
    bodyLimitBytes: 1024 * 1024,
  }),
  accessRecords: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/workers/:workerId/access-records',
    caller: 'person',
    summary: 'What a worker has written down of what it read, in its order, after a given one.',
    params: closed({ accountId: LongId, workerId: LongId }),
    query: closed({ after: Type.Optional(Index) }),
    reply: closed({ records: Records(0), more: Type.Boolean() }),
  }),
  putProgress: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/grants/:grant/runs/:run',
    caller: 'worker',
    afterGrant: true,
    summary:
      'Tell how far a run of an analyser is, by a grant of the caller. When the grant is over, only that a run which is known has ended. Nobody can verify it.',
    params: closed({ accountId: LongId, grant: Index, run: ShortId }),
    body: closed(runFields),
    reply: closed({}),
  }),
  progress: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/runs',
    caller: 'person',
    summary:
      'How far runs of analysers are, as their workers and this server say; those told of last come first.',
    params: accountParams,
    reply: closed({
      runs: Type.Array(
        closed({
          ...runFields,
          run: ShortId,
          grant: Index,
          workerId: LongId,
          startedAtMs: TimeMs,
          updatedAtMs: TimeMs,
        }),
        { maxItems: maxRunsListed },
      ),
    }),
  }),
} as const;
