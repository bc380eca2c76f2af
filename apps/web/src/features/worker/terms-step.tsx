import { useId, useRef, useState } from 'react';
import { useSources } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceList } from '../../ui/choice-list.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import {
  type GrantFaults,
  type GrantFields,
  endWords,
  faultsOf,
  lifetimeChoices,
  scopeChoices,
} from './grant-fields.ts';
import { SourceChoice } from './source-choice.tsx';
import styles from './worker-page.module.css';

export interface TermsStepProps {
  readonly fields: GrantFields;
  readonly onChange: (fields: GrantFields) => void;
  readonly onDone: () => void;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

const noFaults: GrantFaults = { name: undefined, sources: undefined };

export function TermsStep({ fields, onChange, onDone, onBack, onClose }: TermsStepProps) {
  const formId = useId();
  const sources = useSources();
  const [faults, setFaults] = useState(noFaults);
  const [nowMs] = useState(() => Date.now());
  const nameInput = useRef<HTMLInputElement>(null);
  const sourcesGroup = useRef<HTMLFieldSetElement>(null);
  const change = (next: Partial<GrantFields>) => {
    setFaults(noFaults);
    onChange({ ...fields, ...next });
  };
  const submit = () => {
    const found = faultsOf(fields);
    setFaults(found);
    if (found.name !== undefined) nameInput.current?.focus();
    else if (found.sources !== undefined) sourcesGroup.current?.focus();
    else if (sources.data !== undefined) onDone();
  };
  return (
    <Dialog
      title="What may it read?"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isDisabled={sources.data === undefined}>
            Go on
          </Button>
          <Button onPress={onBack}>Back</Button>
          <Button variant="quiet" onPress={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ChoiceList
          label="It may read"
          choices={scopeChoices}
          chosen={fields.scope}
          onChoose={(scope) => change({ scope })}
        />
        {sources.isPending && <Skeleton lines={2} label="Fetching your sources…" />}
        {sources.isError && <ErrorBanner error={sources.error} />}
        {fields.scope === 'sources' && sources.data !== undefined && (
          <SourceChoice
            sources={sources.data}
            chosen={fields.writerIds}
            onChoose={(writerIds) => change({ writerIds })}
            fault={faults.sources}
            groupRef={sourcesGroup}
          />
        )}
        {fields.scope !== 'ask' && (
          <>
            <div className={styles['withNote']}>
              <ChoiceList
                label="For"
                choices={lifetimeChoices}
                chosen={fields.lifetime}
                onChoose={(lifetime) => change({ lifetime })}
              />
              <p className={form['foot']}>{endWords(fields, nowMs)}</p>
            </div>
            <TextField
              label="What it is called here"
              autoComplete="off"
              description="For example what it does. The server cannot read it."
              value={fields.workerName}
              onChange={(workerName) => change({ workerName })}
              error={faults.name}
              inputRef={nameInput}
            />
          </>
        )}
      </form>
    </Dialog>
  );
}
