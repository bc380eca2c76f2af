import { workerFingerprint } from '@commonseal/account-log';
import { encodeWorkerFingerprint } from '@commonseal/protocol';
import type { KeyFile } from './key-file.ts';

/** As it is printed and typed. */
export function fingerprintText({ identity }: Pick<KeyFile, 'identity'>): string {
  return encodeWorkerFingerprint(workerFingerprint(identity)).join(' ');
}
