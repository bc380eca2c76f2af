/** Why a command ends before it has done its work. */
export type StopReason =
  | 'usage'
  | 'interrupted'
  | 'already_initialised'
  | 'not_initialised'
  | 'state_unusable'
  | 'already_running'
  | 'not_running'
  | 'unprotected'
  | 'no_passphrase'
  | 'weak_passphrase'
  | 'answer_refused';

/** Ends a command. `message` is what the person at the terminal reads: plain words, and what to do next. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly reason: StopReason;

  constructor(reason: StopReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
