let running = 0;

/** Work that a person is waiting for, for example an import, counts as activity until it ends. */
export async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
  }
}

export function isBusy(): boolean {
  return running > 0;
}
