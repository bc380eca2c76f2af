import { maxEntryBytes } from '@commonseal/protocol';
import { RecordFile, type RecordFileBounds } from './record-file.ts';

/** With its signatures, and what frames them. */
const maxSignedEntryBytes = maxEntryBytes + 1024;
/** Of one account's log. */
export const maxLogBytes = 128 * 1024 * 1024;
const bounds: RecordFileBounds = { maxFileBytes: maxLogBytes, maxRecordBytes: maxSignedEntryBytes };

export interface LogFile {
  readonly file: RecordFile;
  readonly entries: readonly Uint8Array[];
}

export async function openLogFile(path: string): Promise<LogFile> {
  const entries: Uint8Array[] = [];
  const file = await RecordFile.open(path, bounds, (entry) => entries.push(entry));
  return { file, entries };
}
