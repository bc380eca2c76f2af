import type { GrantSummary, GrantsApi } from '@commonseal/vault';
import { useState } from 'react';
import { workerName } from '../../text/member-name.ts';
import { ConfirmGrantStep } from './confirm-grant-step.tsx';
import { FingerprintStep, type FoundWorker } from './fingerprint-step.tsx';
import { type GrantFields, noGrant } from './grant-fields.ts';
import { TermsStep } from './terms-step.tsx';

export interface GrantDialogProps {
  readonly workers: GrantsApi;
  readonly grants: readonly GrantSummary[];
  readonly onClose: () => void;
  /** Says what was done. */
  readonly onDone: (words: string) => void;
}

/** Which worker, what it may read, and whether that is meant. */
export function GrantDialog({ workers, grants, onClose, onDone }: GrantDialogProps) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<FoundWorker>();
  const [fields, setFields] = useState<GrantFields>(noGrant);
  const [isChosen, setChosen] = useState(false);
  if (found === undefined) {
    return (
      <FingerprintStep
        workers={workers}
        typed={typed}
        onType={setTyped}
        onFound={setFound}
        onClose={onClose}
      />
    );
  }
  if (!isChosen) {
    return (
      <TermsStep
        fields={fields}
        onChange={setFields}
        onDone={() => setChosen(true)}
        onBack={() => setFound(undefined)}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmGrantStep
      workers={workers}
      found={found}
      fields={fields}
      grants={grants}
      onBack={() => setChosen(false)}
      onClose={onClose}
      onDone={() =>
        onDone(
          fields.scope === 'ask'
            ? 'The worker may ask for jobs now. What it asks for is shown below.'
            : `${workerName(fields.workerName)} may read this account now.`,
        )
      }
    />
  );
}
