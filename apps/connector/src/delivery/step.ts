/** What a push has just done. Reported so that it can be shown that a crash after each of them costs nothing. */
export type Step =
  | 'batch begun'
  | 'item sealed'
  | 'batch spooled'
  | 'piece sent'
  | 'batch accepted'
  | 'ledger written'
  | 'chain written'
  | 'spool cleared'
  | 'seal-again written'
  | 'outdated batch cleared';

export type OnStep = (step: Step) => void;
