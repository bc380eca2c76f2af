/** What a push has just done. Reported so that it can be shown that a crash after each of them costs nothing. */
export const steps = [
  'batch begun',
  'item sealed',
  'batch spooled',
  'piece sent',
  'batch offered',
  'batch accepted',
  'ledger written',
  'chain written',
  'spool cleared',
  'seal-again written',
  'unusable batch cleared',
] as const;

export type Step = (typeof steps)[number];
export type OnStep = (step: Step) => void;
