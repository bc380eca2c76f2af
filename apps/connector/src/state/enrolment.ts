import { AccountId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { Head } from '@commonseal/account-log';
import { Stop } from '../stop.ts';
import { readState, replaceDurably, requireInteger, requireText } from './durable-files.ts';
import type { StateFolder } from './state-folder.ts';

/** Which account this connector writes to, learnt from the line that an owner carried over. */
export interface Enrolment {
  readonly accountId: AccountId;
  readonly server: string;
}

export async function readEnrolment(state: StateFolder): Promise<Enrolment | undefined> {
  return readState(state.enrolment, (value) => ({
    accountId: AccountId.parse(requireText(value['accountId'])),
    server: new URL(requireText(value['server'])).origin,
  }));
}

/** @throws Stop `not_enrolled` */
export async function requireEnrolment(state: StateFolder): Promise<Enrolment> {
  const enrolment = await readEnrolment(state);
  if (enrolment) return enrolment;
  throw new Stop(
    'not_enrolled',
    'This connector belongs to no account yet. Paste its pairing line (npm run connector -- init) into the Sources ' +
      'page, then run: npm run connector -- enrol LINE',
  );
}

export async function writeEnrolment(state: StateFolder, { accountId, server }: Enrolment): Promise<void> {
  await replaceDurably(state.enrolment, `${JSON.stringify({ format: 1, accountId, server })}\n`);
}

/** The newest entry of the account's log that was verified here: no log without it is believed again. */
export async function readLogPin(state: StateFolder): Promise<Head | undefined> {
  return readState(state.logPin, (value) => ({
    sequence: requireInteger(value['sequence']),
    hash: parseBase64url(requireText(value['hash'])),
  }));
}

export async function writeLogPin(state: StateFolder, { sequence, hash }: Head): Promise<void> {
  const text = { format: 1, sequence, hash: encodeBase64url(hash) };
  await replaceDurably(state.logPin, `${JSON.stringify(text)}\n`);
}
