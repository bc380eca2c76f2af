import type { GrantSummary, GrantsApi } from '@commonseal/vault';
import { useState } from 'react';
import { useSources } from '../../account-data/queries.ts';
import { TeamActError } from '../../account-data/team-act-error.tsx';
import { useTeamAct } from '../../account-data/use-team-act.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { workerName } from '../../text/member-name.ts';
import { Button } from '../../ui/button.tsx';
import consequences from '../../ui/consequences.module.css';
import { Dialog } from '../../ui/dialog.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { printedGroups } from './fingerprint-code.ts';
import type { FoundWorker } from './fingerprint-step.tsx';
import { type GrantFields, confirmationWords, lifetimeMsOf, termsOf } from './grant-fields.ts';

export interface ConfirmGrantStepProps {
  readonly workers: GrantsApi;
  readonly found: FoundWorker;
  readonly fields: GrantFields;
  readonly grants: readonly GrantSummary[];
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ConfirmGrantStep(props: ConfirmGrantStepProps) {
  const { workers, found, fields, grants, onBack, onClose, onDone } = props;
  const { data: sources = [] } = useSources();
  const [nowMs] = useState(() => Date.now());
  const fingerprint = printedGroups(found.typedFingerprint);
  const isAsking = fields.scope === 'ask';
  const grant = useTeamAct(async () => {
    if (isAsking) await workers.nameWorker(found.typedFingerprint);
    else {
      await workers.grantWorker({
        ...found,
        workerName: fields.workerName.trim(),
        lifetimeMs: lifetimeMsOf(fields),
        terms: termsOf(fields),
      });
    }
  }, onDone);
  return (
    <Dialog
      title={
        isAsking ? 'Let this worker ask for jobs?' : `Let ${workerName(fields.workerName)} read this account?`
      }
      role="alertdialog"
      isOpen
      onClose={onClose}
      isDismissable={!grant.isPending}
      footer={
        <>
          <Button variant="primary" isPending={grant.isPending} onPress={() => grant.mutate(undefined)}>
            {isAsking ? 'Let it ask' : 'Let it read'}
          </Button>
          <Button onPress={onBack} isDisabled={grant.isPending}>
            Back
          </Button>
          <Button variant="quiet" onPress={onClose} isDisabled={grant.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <ul className={consequences['consequences']}>
        {confirmationWords({ fields, fingerprint, sources, grants, nowMs }).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <p>
        Fingerprint: <Fingerprint groups={fingerprint} />
      </p>
      {grant.isError &&
        (isAsking ? <ErrorBanner error={grant.error} /> : <TeamActError error={grant.error} />)}
    </Dialog>
  );
}
