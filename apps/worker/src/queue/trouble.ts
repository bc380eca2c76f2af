import { AnalysersUnavailable } from '@commonseal/analysis';
import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import type { RunWhy } from '@commonseal/protocol/api';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { AccountRefusal, type AccountRefusalCode } from '../accounts/account-refusal.ts';
import { Refusal } from '../keyholder/refusal.ts';
import { Stop } from '../stop.ts';
import { UnknownAnalysis } from './wanted.ts';

/** Why a run waits, or has ended: in a word for the account's people, and in words for the operator. */
export interface Reason {
  readonly code: RunWhy;
  readonly why: string;
}

/** What becomes of the work that something has stopped. */
export type Trouble = Reason & {
  readonly kind: /** It passes, for all accounts alike: it is waited for. */
    | 'waits'
    /** It is a matter of this account: others go on, and this one is tried again later. */
    | 'later'
    /** For good. */
    | 'ends';
};

const waits = (why: string): Trouble => ({ kind: 'waits', code: 'unavailable', why });
const later = (why: string): Trouble => ({ kind: 'later', code: 'unavailable', why });
const ends = (code: RunWhy, why: string): Trouble => ({ kind: 'ends', code, why });

const sealed: Trouble = {
  kind: 'waits',
  code: 'sealed',
  why: 'The keyholder is sealed: npm run worker -- unseal',
};
const keyholderAway = waits('No keyholder answers: npm run worker -- start');
const serverAway = waits('The server cannot be reached.');
const databaseAway = waits("The jobs' database cannot be reached.");
const notGranted = ends('revoked', 'What granted it was revoked or replaced, or was never granted.');
const contentRefused = later('The server hands out content that is not what its writer has signed.');
const logRefused = later("The server's account log is refused: npm run worker -- status");

const ofAccounts: Readonly<Partial<Record<AccountRefusalCode, Trouble>>> = {
  sealed,
  grant_unknown: notGranted,
  grant_ended: notGranted,
  grant_of_job: notGranted,
  grant_expired: ends('expired', 'What granted it has expired.'),
  source_not_granted: ends('out_of_scope', 'This source is not among those that are granted.'),
  job_items_differ: ends('failed', 'What was handed over for the job is not what was granted.'),
  job_items_missing: later('What was handed over for the job is not whole yet.'),
  origin_refused: later(
    'The keyholder signs in at another server than this one: give both the same address, start --server and work --server.',
  ),
  writer_not_admitted: waits('The log does not admit the writer of results yet.'),
  manifest_fork: later(
    'The keyholder has signed other results in the place of these: is the database an old copy?',
  ),
  // The keyholder was started again, or sealed, since: what was begun is begun anew.
  job_unknown: waits('The keyholder has ended what was begun.'),
  too_many_jobs: waits('Too many jobs work on this account at a time.'),
  too_fast: waits('The keyholder gives keys only so fast.'),
  account_unknown: later('The keyholder does not know this account yet.'),
  account_key_missing: later("The account's key has not been sealed to this worker yet."),
  log_not_current: waits('The log goes on: it is fetched again.'),
  log_silent: later('No member of the account was heard of for too long.'),
  log_fork: later('The keyholder was shown two different logs of this account, and gives nothing of it.'),
  key_to_be_replaced: later(
    'Somebody has left the account who knows its present key: nothing is read until a member opens Commonseal, which makes another.',
  ),
  log_unwritten: later('The keyholder cannot write what it knows of this account: is its disk full?'),
  account_not_chosen: later(
    'The keyholder was started for other accounts than this one (--account, --accounts).',
  ),
  record_failed: later('The keyholder cannot write its access record.'),
  too_many_accounts: later('The keyholder knows as many accounts as it takes.'),
};

const ofServers: Readonly<Partial<Record<ErrorCode, Trouble>>> = {
  offline: serverAway,
  internal: serverAway,
  database_unavailable: serverAway,
  rate_limited: waits('The server takes requests only so fast.'),
  unauthenticated: waits('The server has ended the session.'),
  upload_incomplete: waits('The server has not kept all that was sent.'),
  // It was asked for what is no longer granted, or not yet known there.
  forbidden: later('The server does not let this worker in.'),
  not_found: later('The server does not have what it has listed.'),
};

/** SQLSTATE: shut down, starting, dropped, too many connections, read-only, crossed by another transaction. */
const databaseCodes = /^(?:08...|57P0[1-5]|57014|25P0[23]|53300|25006|40001|40P01|28000|28P01|3D000)$/;
const socketCodes =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;
/** Errors of `pg` itself bear no code. */
const databaseMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** What the rest of the program does not know is no reason to end a run: it may be gone the next time. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof AccountRefusal) return ofAccounts[error.code] ?? ofCode(error.code);
  if (error instanceof Refusal || error instanceof Stop) return keyholderAway;
  if (error instanceof CommonsealError) return ofServers[error.code] ?? contentRefused;
  if (error instanceof AnalysersUnavailable) return later('No process that reads items comes up here.');
  if (error instanceof UnknownAnalysis)
    return later(`This program knows no ${error.message}: is it older than the one that was asked?`);
  if (isDatabaseAway(error)) return databaseAway;
  const name = error instanceof Error ? error.name : typeof error;
  return later(`The job's process failed (${errorCodeOf(error) ?? name}).`);
}

function ofCode(code: AccountRefusalCode): Trouble {
  return code.startsWith('log_') || code === 'statement_refused' ? logRefused : contentRefused;
}

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errorCodeOf(error);
  if (code === undefined) return databaseMessages.test(error.message);
  return databaseCodes.test(code) || socketCodes.test(code);
}
