import { existsSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const lookMs = 20;

/**
 * Waits until a keyholder has signed a manifest of results: it writes that down before anybody has the signature. Or until `isOver`.
 * @param path of what it writes down, for one account
 */
export async function untilSigned(path: string, isOver: () => Promise<boolean>): Promise<void> {
  const folder = dirname(path);
  while (!existsSync(folder)) {
    if (await isOver()) return;
    await delay(lookMs);
  }
  const watcher = watch(folder);
  const ending = new AbortController();
  const signed = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (name === basename(path)) resolve();
    });
  });
  const over = async () => {
    while (!ending.signal.aborted && !(await isOver())) await delay(lookMs);
  };
  try {
    await Promise.race([signed, over()]);
  } finally {
    ending.abort();
    watcher.close();
  }
}
