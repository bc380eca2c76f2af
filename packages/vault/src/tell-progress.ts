import { CommonsealError } from '@commonseal/protocol';
import type { OnProgress } from './api.ts';

/** @throws CommonsealError `cancelled` when whoever is told wants it to stop */
export async function tellProgress<Progress>(
  onProgress: OnProgress<Progress> | undefined,
  progress: Progress,
): Promise<void> {
  if ((await onProgress?.(progress)) === 'stop') throw new CommonsealError('cancelled', 'asked to stop');
}
