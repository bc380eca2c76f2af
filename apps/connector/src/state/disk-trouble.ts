import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { Stop } from '../stop.ts';

/** `EFBIG`: a file system of old, or a limit of the system, that allows no larger file. */
const fullCodes = new Set<string | undefined>(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Says what a full disk means, and leaves every other error as it is. */
export function asDiskTrouble(error: unknown): unknown {
  if (!fullCodes.has(errorCodeOf(error))) return error;
  return new Stop(
    'disk_full',
    'The disk of the state folder is full: what is sealed waits there for its delivery. Make room (as much as the ' +
      'largest file, and 20 MB) and run this again: nothing is lost.',
    { cause: error },
  );
}
