/** Work on the open account that another account would cut off. */
export interface Stoppable {
  readonly kind: 'import' | 'new locks' | 'reading';
  /** The account that is worked on; '' when its name cannot be read. */
  readonly accountName: string;
  /** Asks it to stop; it does so as soon as nothing half-finished is left behind. */
  readonly stop: () => void;
}

interface Running extends Stoppable {
  readonly ended: Promise<unknown>;
}

let running: readonly Running[] = [];

/** Whoever is about to open another account is asked first for as long as this work goes on. */
export async function whileStoppable<T>(stoppable: Stoppable, work: () => Promise<T>): Promise<T> {
  const ended = work();
  const one: Running = { ...stoppable, ended };
  running = [...running, one];
  try {
    return await ended;
  } finally {
    running = running.filter((other) => other !== one);
  }
}

/** What would be cut off now. */
export function stoppables(): readonly Stoppable[] {
  return running;
}

/** Resolves when all of it has ended, well or not. */
export async function stopAll(): Promise<void> {
  const stopping = running;
  for (const { stop } of stopping) stop();
  await Promise.allSettled(stopping.map(({ ended }) => ended));
}
