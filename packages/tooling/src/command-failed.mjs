import { constants } from 'node:os';

/** A command ended for a reason that was put in words for the person at the keyboard: no stack is shown. */
export class CommandFailed extends Error {
  /**
   * @param {string} message may be empty when the failing program has already said everything
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'CommandFailed';
    this.exitCode = exitCode;
  }
}

/** Somebody pressed Ctrl-C, or the process was told to end, while a child was at work. */
export class Interrupted extends CommandFailed {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super('', 128 + (constants.signals[signal] ?? 0));
    this.name = 'Interrupted';
    this.signal = signal;
  }
}
