import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { StartError } from './config.ts';
import { errorCodeOf } from './database/connection-errors.ts';

/** Makes the folder, readable by nobody else. @throws StartError */
export function prepareDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    chmodSync(path, 0o700);
  } catch (error) {
    const detail = errorCodeOf(error) ?? 'unknown error';
    throw new StartError(
      `The data folder ${path} cannot be used (${detail}): make it belong to the user who starts the server, or ` +
        'choose another folder by COMMONSEAL_DATA.',
    );
  }
}
