import { useState } from 'react';
import { ConnectForm } from './connect-form.tsx';
import { EnrolmentSteps } from './enrolment-steps.tsx';

export interface ConnectDialogProps {
  readonly onClose: () => void;
  /** Closed after the source was connected. */
  readonly onDone: () => void;
}

export function ConnectDialog({ onClose, onDone }: ConnectDialogProps) {
  const [enrolmentLine, setEnrolmentLine] = useState<string>();
  return enrolmentLine === undefined ? (
    <ConnectForm onConnected={setEnrolmentLine} onClose={onClose} />
  ) : (
    <EnrolmentSteps enrolmentLine={enrolmentLine} onClose={onDone} />
  );
}
