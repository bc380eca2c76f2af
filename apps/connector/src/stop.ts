/** Why a command ends before it has done its work. */
export type StopReason =
  | 'usage'
  | 'not_initialised'
  | 'not_enrolled'
  | 'enrolled_elsewhere'
  | 'not_admitted'
  | 'withdrawn'
  | 'state_busy'
  | 'state_unusable'
  | 'clock_ahead'
  | 'account_silent'
  | 'key_to_be_replaced'
  | 'disk_full'
  | 'nothing_named'
  | 'delivery_refused'
  | 'server_unreachable';

/** Ends a command. `message` is what the person at the terminal reads: plain words, and what to do next. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly reason: StopReason;

  constructor(reason: StopReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
