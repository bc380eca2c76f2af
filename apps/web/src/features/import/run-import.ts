import { CommonsealError } from '@commonseal/protocol';
import type { ImportFile, ImportProgress, ImportReport, OnProgress, VaultApi } from '@commonseal/vault';
import { withMailboxesSplit } from './mailboxes.ts';
import { progressWithin, splitIntoDeliveries } from './deliveries.ts';

export interface ImportOutcome {
  readonly report: ImportReport;
  /** Why it stopped before its end, with what was therefore not delivered. */
  readonly stopped?: { readonly error: unknown; readonly files: readonly ImportFile[] };
}

export function joinReports(first: ImportReport, second: ImportReport): ImportReport {
  return { imported: first.imported + second.imported, failed: [...first.failed, ...second.failed] };
}

/**
 * Imports delivery by delivery, so that when one fails it is known which files are there and which are not.
 * @param signal ends the import: the delivery under way is stopped, and no other is begun
 */
export async function runImport(
  vault: Pick<VaultApi, 'importFiles'>,
  into: Parameters<VaultApi['importFiles']>[1],
  chosen: readonly ImportFile[],
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportOutcome> {
  const files = await withMailboxesSplit(chosen);
  let report: ImportReport = { imported: 0, failed: [] };
  const done: ImportFile[] = [];
  onProgress(progressWithin(files, done, undefined));
  for (const delivery of splitIntoDeliveries(files)) {
    // A word of progress may arrive after the end.
    let isUnderWay = true;
    const tell: OnProgress<ImportProgress> = (now) => {
      if (isUnderWay) onProgress(progressWithin(files, done, now));
      return signal.aborted ? 'stop' : undefined;
    };
    try {
      if (signal.aborted) throw new CommonsealError('cancelled');
      report = joinReports(report, await vault.importFiles(delivery, into, tell));
    } catch (error) {
      return { report, stopped: { error, files: files.slice(done.length) } };
    } finally {
      isUnderWay = false;
    }
    done.push(...delivery);
  }
  return { report };
}
