import { ProgramStop } from '@commonseal/local-program/stop';

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

/** Ends a command. */
export class Stop extends ProgramStop<StopReason> {}
