/**
 * Ends a command. `message` is what the person at the terminal reads: plain words, and what to do next. Each program has a class of its
 * own, with its reasons.
 */
export abstract class ProgramStop<Reason extends string> extends Error {
  override readonly name = 'Stop';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
