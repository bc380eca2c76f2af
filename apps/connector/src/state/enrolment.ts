import { AccountId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { Head } from '@commonseal/account-log';
import { Stop } from '../stop.ts';
import { type JsonObject, requireInteger, requireText } from '@commonseal/local-program/json-values';
import { readState, writeState } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/** Which account this connector writes to, learnt from the line that an owner carried over. */
export interface Enrolment {
  readonly accountId: AccountId;
  readonly server: string;
}

export async function readEnrolment(state: StateFolder): Promise<Enrolment | undefined> {
  return readState(state.enrolment, parseEnrolment);
}

export function parseEnrolment(value: JsonObject): Enrolment {
  return {
    accountId: AccountId.parse(requireText(value['accountId'])),
    server: new URL(requireText(value['server'])).origin,
  };
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
  await writeState(state.enrolment, { accountId, server });
}

/** The newest entry of the account's log that was verified here: no log without it is believed again. */
export async function readLogPin(state: StateFolder): Promise<Head | undefined> {
  return readState(state.logPin, parseLogPin);
}

export function parseLogPin(value: JsonObject): Head {
  return { sequence: requireInteger(value['sequence']), hash: parseBase64url(requireText(value['hash'])) };
}

export async function writeLogPin(state: StateFolder, { sequence, hash }: Head): Promise<void> {
  await writeState(state.logPin, { sequence, hash: encodeBase64url(hash) });
}
