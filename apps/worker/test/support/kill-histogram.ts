import { type DeliveryState, deliveryStates } from './delivery-state.ts';
import { type Victim, victims } from './killed-worker.ts';

/** Who was killed, and how far the run was then. */
export class KillHistogram {
  rounds = 0;
  inTheMiddle = 0;
  readonly #bars = victims.flatMap((victim) => deliveryStates.map((state) => ({ victim, state, count: 0 })));

  add(chosen: ReadonlySet<Victim>, state: DeliveryState): void {
    this.rounds += 1;
    if (state !== 'over') this.inTheMiddle += 1;
    for (const bar of this.#bars) if (bar.state === state && chosen.has(bar.victim)) bar.count += 1;
  }

  /** Whoever was never killed, and states in which nobody was. */
  get neverHit(): readonly string[] {
    const hit = this.#bars.filter(({ count }) => count > 0);
    return [
      ...victims.filter((victim) => !hit.some((bar) => bar.victim === victim)),
      ...deliveryStates.filter((state) => !hit.some((bar) => bar.state === state)),
    ];
  }

  toString(): string {
    return this.#bars
      .map(({ victim, state, count }) => `  ${String(count).padStart(3)}  ${victim.padEnd(11)}  ${state}`)
      .join('\n');
  }
}
