import { basename } from 'node:path';
import { parseChain } from './chain.ts';
import { parseEnrolment, parseLogPin } from './enrolment.ts';
import { parseKeys } from './keys.ts';
import { Ledger } from './ledger.ts';
import { parseSealAgain } from './seal-again.ts';
import { type StateFile, restoreState } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/**
 * Makes every file whole again that has a copy. Only under the folder's lock.
 * @returns names of the files that were damaged or missing
 */
export async function restoreStateFolder(state: StateFolder): Promise<readonly string[]> {
  const files: readonly StateFile[] = [
    { path: state.keys, parse: parseKeys },
    { path: state.enrolment, parse: parseEnrolment },
    { path: state.logPin, parse: parseLogPin },
    { path: state.chain, parse: parseChain },
    { path: state.sealAgain, parse: parseSealAgain },
  ];
  const damaged: string[] = [];
  for (const file of files) if (await restoreState(file)) damaged.push(basename(file.path));
  if (await Ledger.restore(state)) damaged.push(basename(state.ledger));
  return damaged;
}
