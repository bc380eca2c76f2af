import { safeFileName } from '../../text/hostile-text.ts';

/** Long enough for the browser to have begun; the data stays with the download. */
const revokeAfterMs = 30_000;

/** Hands a file to the person. Without its type, so that no browser ever shows it instead, at this origin. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'));
  const link = document.createElement('a');
  link.href = url;
  link.download = safeFileName(fileName);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), revokeAfterMs);
}
