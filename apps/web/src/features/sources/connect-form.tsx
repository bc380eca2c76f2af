import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { useUnlocked } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { type SourceFaults, type SourceFields, checkSource } from './check-source.ts';
import { Command } from '../../ui/command.tsx';

export interface ConnectFormProps {
  readonly onConnected: (enrolmentLine: string) => void;
  readonly onClose: () => void;
}

export function ConnectForm({ onConnected, onClose }: ConnectFormProps) {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const formId = useId();
  const [fields, setFields] = useState<SourceFields>({ pairingLine: '', name: '' });
  const [faults, setFaults] = useState<SourceFaults>({});
  const lineArea = useRef<HTMLTextAreaElement>(null);
  const nameInput = useRef<HTMLInputElement>(null);
  const connect = useMutation({
    mutationFn: (input: SourceFields) => vault.enrolConnector(input),
    onSuccess: ({ enrolmentLine }) => onConnected(enrolmentLine),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.sources }),
  });
  const isKnown = connect.isError && errorCodeOf(connect.error) === 'source_exists';
  const set = (name: keyof SourceFields) => (value: string) => {
    setFields((now) => ({ ...now, [name]: value }));
    setFaults((now) => ({ ...now, [name]: undefined }));
    if (isKnown) connect.reset();
  };
  const submit = () => {
    if (connect.isPending) return;
    const found = checkSource(fields);
    setFaults(found);
    if (found.pairingLine !== undefined) lineArea.current?.focus();
    else if (found.name !== undefined) nameInput.current?.focus();
    else connect.mutate({ pairingLine: fields.pairingLine.replaceAll(/\s+/g, ''), name: fields.name.trim() });
  };
  return (
    <Dialog
      title="Connect a source"
      isOpen
      onClose={onClose}
      isDismissable={!connect.isPending}
      footer={
        <>
          <Button type="submit" form={formId} variant="primary" isPending={connect.isPending}>
            Connect
          </Button>
          <Button onPress={onClose} isDisabled={connect.isPending}>
            Cancel
          </Button>
        </>
      }
    >
      <p>
        On the machine that gets your content, run this once. It makes the keys there and prints a pairing
        line.
      </p>
      <Command text="npm run connector -- init" />
      {connect.isError && !isKnown && <ErrorBanner error={connect.error} />}
      <form
        id={formId}
        noValidate
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Pairing line"
          rows={3}
          monospace
          autoComplete="off"
          placeholder="commonseal-connector-1.…"
          value={fields.pairingLine}
          onChange={set('pairingLine')}
          error={
            isKnown
              ? `${errorWords.source_exists.title}. ${errorWords.source_exists.advice}`
              : faults.pairingLine
          }
          areaRef={lineArea}
        />
        <TextField
          label="Name"
          autoComplete="off"
          description="For example ‘Mail gateway’. The people of this account see it, the server does not."
          value={fields.name}
          onChange={set('name')}
          error={faults.name}
          inputRef={nameInput}
        />
      </form>
      <p className={form['foot']}>
        From then on it may deliver into this account, and never read. If it turns out to be the wrong one,
        withdraw it.
      </p>
    </Dialog>
  );
}
