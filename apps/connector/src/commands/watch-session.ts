import { printable } from '../cli/printable.ts';
import { PushRun, type PushRunParts } from '../delivery/push-run.ts';
import type { SeenFile } from '../watching/look.ts';
import type { Enrolment } from '../state/enrolment.ts';
import type { ConnectorKeys } from '../state/keys.ts';
import type { CommandContext } from './command.ts';
import { type OpenedDelivery, explainRefusal, openDelivery } from './open-delivery.ts';

/** A lost request or two are nobody's business; what lasts longer, the watch itself waits for. */
const quickPausesMs = [250, 500];

/** Delivers for a watch: opens what it needs when the server is there, and keeps it. */
export class WatchSession {
  readonly #context: CommandContext;
  readonly #keys: ConnectorKeys;
  readonly #enrolment: Enrolment;
  readonly #signal: AbortSignal;
  #opened: OpenedDelivery | undefined;
  #told = 0;
  #alreadyDelivered = 0;

  constructor(context: CommandContext, keys: ConnectorKeys, enrolment: Enrolment, signal: AbortSignal) {
    this.#context = context;
    this.#keys = keys;
    this.#enrolment = enrolment;
    this.#signal = signal;
  }

  get summary(): string {
    const delivered = this.#opened?.delivery.deliveredItems ?? 0;
    return `delivered ${delivered}, already delivered ${this.#alreadyDelivered}`;
  }

  /** Delivers what an earlier run left over, and asks whether this connector is still admitted. */
  async checkIn(): Promise<void> {
    await this.deliver([], () => undefined);
    await this.#opened?.delivery.requireAdmitted();
  }

  async giveSignOfLife(everyMs: number): Promise<void> {
    await this.#opened?.delivery.giveSignOfLife(everyMs);
  }

  /** @param onFailed told of those files that could not be read */
  async deliver(files: readonly SeenFile[], onFailed: PushRunParts['onFailed']): Promise<void> {
    const { state, output } = this.#context;
    this.#opened ??= await openDelivery(this.#context, this.#keys, this.#enrolment, {
      pausesMs: quickPausesMs,
    });
    const { delivery } = this.#opened;
    const named = new Set(files.map(({ path }) => path));
    const run = new PushRun({
      ...this.#opened,
      state,
      output,
      isEnding: () => this.#signal.aborted,
      onFailed: (failure) => {
        if (named.has(failure.path)) onFailed(failure);
        // Left over from an earlier run, and nowhere to be tried again.
        else output.complain(`Not delivered: ${printable(failure.name)} ${failure.why}.`);
      },
    });
    try {
      await run.push(files.map(({ path, source }) => ({ kind: 'file', path, source })));
    } catch (error) {
      await explainRefusal(error, delivery);
      throw error;
    } finally {
      this.#tell();
    }
    this.#alreadyDelivered += run.alreadyDelivered;
  }

  #tell(): void {
    const delivered = this.#opened?.delivery.deliveredItems ?? 0;
    if (delivered > this.#told)
      this.#context.output.say(`Delivered ${delivered - this.#told}, ${delivered} since the start.`);
    this.#told = delivered;
  }
}
