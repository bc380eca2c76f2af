import { ProgramStop } from '@commonseal/local-program/stop';

/** Why a command ends before it has done its work. */
export type StopReason =
  | 'usage'
  | 'interrupted'
  | 'already_initialised'
  | 'not_initialised'
  | 'state_unusable'
  | 'already_running'
  | 'not_running'
  | 'database_unusable'
  | 'no_such_run'
  | 'not_asked'
  | 'unprotected'
  | 'no_passphrase'
  | 'weak_passphrase'
  | 'answer_refused';

/** Ends a command. */
export class Stop extends ProgramStop<StopReason> {}
