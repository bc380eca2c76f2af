import { readFileSync, statSync } from 'node:fs';
import { AccountId, CommonsealError } from '@commonseal/protocol';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { Stop } from '../stop.ts';

const maxFileBytes = 1024 * 1024;

/**
 * The accounts that an operator has named, by options and in a file with one a line.
 * @returns undefined when none was asked for; an empty file means none
 * @throws Stop `usage`
 */
export function chosenAccounts(
  named: readonly string[] | undefined,
  file: string | undefined,
): ReadonlySet<AccountId> | undefined {
  if (named === undefined && file === undefined) return undefined;
  const listed = file === undefined ? [] : linesOf(file);
  return new Set([
    ...(named ?? []).map((text) => accountIdOf(text, '--account takes the id of an account.')),
    ...listed.flatMap((line, at) =>
      line.trim() === ''
        ? []
        : accountIdOf(line.trim(), `Line ${at + 1} of --accounts is no id of an account.`),
    ),
  ]);
}

function accountIdOf(text: string, complaint: string): AccountId {
  try {
    return AccountId.parse(text);
  } catch (error) {
    if (error instanceof CommonsealError) throw new Stop('usage', complaint, { cause: error });
    throw error;
  }
}

function linesOf(file: string): string[] {
  try {
    if (statSync(file).size > maxFileBytes) throw new Stop('usage', 'The file of --accounts is too long.');
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    throw new Stop('usage', `The file of --accounts cannot be read (${code}).`, { cause: error });
  }
}
